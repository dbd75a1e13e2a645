"""A reward as a server: python3 reward_server.py [port]. Replace score() by what you want to reward."""

import base64, json, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


def score(sample):
    png = base64.b64decode(sample["png"])
    if not png.startswith(b"\x89PNG"):
        return {"failure": "expected a PNG"}  # this sample has no score; never answer 0 for that
    return {"score": -len(png) / 1000, "components": {"bytes": len(png)}}


class RewardServer(BaseHTTPRequestHandler):
    def do_POST(self):
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        results = [{"id": sample["id"], **score(sample)} for sample in question["samples"]]
        answer = json.dumps({"results": results}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8000), RewardServer).serve_forever()
