"""Prints what TensorBoard reads from an event file.

    pip install tensorboard==2.21.0
    cp infra/local/target/events.out.tfevents.fixture <here>
    python read_events.py events.out.tfevents.fixture > events.json
"""

import base64
import json
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

events = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0, "images": 0, "tensors": 0})
events.Reload()
tags = events.Tags()
print(json.dumps({
    "scalars": {
        tag: [[e.wall_time, e.step, float(f"{e.value:.7g}")] for e in events.Scalars(tag)]
        for tag in tags["scalars"]
    },
    "images": {
        tag: [{
            "step": e.step,
            "width": e.width,
            "height": e.height,
            "png": base64.b64encode(e.encoded_image_string).decode(),
        } for e in events.Images(tag)]
        for tag in tags["images"]
    },
    "texts": {
        tag: [[e.step, e.tensor_proto.string_val[0].decode()] for e in events.Tensors(tag)]
        for tag in tags["tensors"]
    },
}, ensure_ascii=False, indent=1))
