"""The yardstick: DDPO-IS in plain PyTorch and diffusers, one process, no log.

    pip install -r ../../diffusion/src/test/fixtures/requirements.txt
    python bench_pytorch.py --model ../../models/emoji-32 --threads 2 --batch 16 --steps 20

One round samples `requests` batches of `batch` pictures with guided stochastic DDIM (eta 1), log-probabilities included,
then makes `updates` optimiser steps on them (clipped importance ratio, guidance in the training forward too, gradients
through both halves, AdamW). Rewards and picture encoding are left out; advantages are random. Prints one JSON object:
medians over the rounds of

    samplesPerSecond         sampling, text encoder included, without a VAE
    updatesPerSecond         optimiser steps, each over samples/updates trajectories and all trained timesteps
    samplesTrainedPerSecond  trajectories trained on

The loop is meant to be as fast as PyTorch eager is: inference mode while sampling, scaled-dot-product attention, fused
AdamW, text states computed once per request and kept for training, the DDIM mean as two factors per step, no gradient
checkpointing, no copy that the method does not need. `maxLogRatioOnPolicy` shows that it computes the right thing: the
log-probabilities recomputed for the first micro-batch of each round against those from sampling. It is 0 where libtorch
takes the same kernels for both batch sizes, and about 1e-6 where it does not.

Run it on an otherwise idle machine: OpenMP threads wait for each other by spinning, and with a core taken away the
figures fall by an order of magnitude.
"""

import argparse
import json
import math
import platform
import resource
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import diffusers
import torch
from diffusers import DDIMScheduler, UNet2DConditionModel
from diffusers.models.attention_processor import AttnProcessor2_0
from peft import LoraConfig
from transformers import CLIPTextModel, CLIPTokenizer

LORA_TARGETS = ["to_q", "to_k", "to_v", "to_out.0"]
PROMPTS = ["a cat", "a dog", "a fox", "a horse", "a bee", "an ant", "a fish", "a whale", "a pig", "a llama"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="a diffusers folder")
    parser.add_argument("--prompts", type=Path, help="one prompt a line (default: ten animals)")
    parser.add_argument("--requests", type=int, default=4, help="sampling batches a round")
    parser.add_argument("--batch", type=int, default=16, help="samples in a sampling batch")
    parser.add_argument("--steps", type=int, default=20, help="denoising steps")
    parser.add_argument("--guidance", type=float, default=5.0, help="1 computes no unconditional half")
    parser.add_argument("--updates", type=int, default=2, help="optimiser steps a round")
    parser.add_argument("--train-batch", type=int, default=16, help="trajectories in a micro-batch")
    parser.add_argument("--timestep-fraction", type=float, default=1.0)
    parser.add_argument("--clip", type=float, default=1e-4)
    parser.add_argument("--learning-rate", type=float, default=3e-4)
    parser.add_argument("--lora-rank", type=int, default=4, help="0 trains the full UNet")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--channels-last", action="store_true")
    parser.add_argument("--rounds", type=int, default=5, help="measured rounds; one more warms up")
    parser.add_argument("--seed", type=int, default=0)
    settings = parser.parse_args()
    if not (settings.model / "model_index.json").is_file():
        parser.error(f"expected a diffusers folder with a model_index.json, got {settings.model}")
    if not 1 <= int(settings.steps * settings.timestep_fraction) <= settings.steps:
        parser.error(f"expected a timestep fraction of 1/{settings.steps} to 1, got {settings.timestep_fraction}")
    if settings.requests * settings.batch % settings.updates:
        parser.error(f"{settings.updates} updates do not divide {settings.requests * settings.batch} samples")
    return settings


class DdimSteps:
    """x_t' ~ N(fromSample * x_t + fromOutput * model output, sigma²): the three factors, float32, one row per step.

    Without clipping the mean is linear in both for every prediction type, so a step costs two products.
    """

    def __init__(self, scheduler, steps):
        config = scheduler.config
        if config.clip_sample or config.thresholding:
            sys.exit("scheduler_config.json: expected clip_sample and thresholding to be false")
        scheduler.set_timesteps(steps)
        self.timesteps = scheduler.timesteps
        alphas = scheduler.alphas_cumprod.double()
        a = alphas[self.timesteps]
        a_next = alphas[(self.timesteps - config.num_train_timesteps // steps).clamp(min=0)]
        sigma = ((1 - a_next) / (1 - a) * (1 - a / a_next)).sqrt()
        if sigma.min() < 1e-3:
            sys.exit(f"scheduler_config.json: expected sigma >= 0.001 at every step, the smallest is {sigma.min():.2g}")
        x0, eps = self.prediction(config.prediction_type, a.sqrt(), (1 - a).sqrt())
        direction = (1 - a_next - sigma**2).sqrt()
        self.from_sample, self.from_output = (
            (a_next.sqrt() * x0[i] + direction * eps[i]).float().view(-1, 1, 1, 1) for i in (0, 1)
        )
        self.sigma = sigma.float().view(-1, 1, 1, 1)
        self.constant = (-sigma.log() - 0.5 * math.log(2 * math.pi)).float()

    @staticmethod
    def prediction(kind, signal, noise):
        """(factor of x_t, factor of the model output) of x0 and of eps."""
        zero, one = torch.zeros_like(signal), torch.ones_like(signal)
        return {
            "epsilon": ((1 / signal, -noise / signal), (zero, one)),
            "v_prediction": ((signal, -noise), (noise, signal)),
            "sample": ((zero, one), (1 / noise, -signal / noise)),
        }[kind]

    def mean(self, step, sample, output):
        return self.from_sample[step] * sample + self.from_output[step] * output

    def log_probability(self, step, value, mean):
        """Mean over C, H and W of the log-density."""
        return self.constant[step] - 0.5 * ((value - mean) / self.sigma[step]).square().flatten(1).mean(1)


class Policy:
    def __init__(self, settings):
        folder = settings.model
        self.tokenizer = CLIPTokenizer.from_pretrained(folder / "tokenizer")
        self.text_encoder = CLIPTextModel.from_pretrained(folder / "text_encoder").eval().requires_grad_(False)
        self.unet = UNet2DConditionModel.from_pretrained(folder / "unet").eval()
        self.steps = DdimSteps(self.scheduler(folder / "scheduler"), settings.steps)
        self.guidance = settings.guidance
        if settings.lora_rank:
            rank = settings.lora_rank
            self.unet.requires_grad_(False)
            self.unet.add_adapter(LoraConfig(r=rank, lora_alpha=rank, target_modules=LORA_TARGETS))
        if settings.channels_last:
            self.unet.to(memory_format=torch.channels_last)
        assert all(isinstance(p, AttnProcessor2_0) for p in self.unet.attn_processors.values())
        self.parameters = [p for p in self.unet.parameters() if p.requires_grad]
        self.negative = self.text([""])

    @staticmethod
    def scheduler(folder):
        """DDIM, also where Stable Diffusion's PNDM is configured, which does not clip and does not say so."""
        config = DDIMScheduler.load_config(folder)
        return DDIMScheduler.from_config(
            config, clip_sample=config.get("clip_sample", config["_class_name"] == "DDIMScheduler")
        )

    @torch.inference_mode()
    def text(self, prompts):
        ids = self.tokenizer(prompts, padding="max_length", truncation=True, return_tensors="pt").input_ids
        return self.text_encoder(ids).last_hidden_state

    def states(self, cond):
        """Text states of the doubled batch [uncond, cond]; without guidance, those of the batch."""
        return cond if self.guidance == 1 else torch.cat([self.negative.expand_as(cond), cond])

    def guided(self, sample, timesteps, states):
        if self.guidance == 1:
            return self.unet(sample, timesteps, states, return_dict=False)[0]
        both = self.unet(torch.cat([sample, sample]), torch.cat([timesteps, timesteps]), states, return_dict=False)[0]
        uncond, cond = both.chunk(2)
        return torch.lerp(uncond, cond, self.guidance)


@dataclass
class Rollouts:
    """Trajectories of one round: latents [N, T+1, C, H, W], log-probabilities [N, T], text states [N, L, D]."""

    latents: torch.Tensor
    log_probabilities: torch.Tensor
    cond: torch.Tensor
    advantages: torch.Tensor


@torch.inference_mode()
def sample(policy, prompts, generator):
    """One request: latents, log-probabilities and text states of len(prompts) samples."""
    steps, config = policy.steps, policy.unet.config
    shape = (len(prompts), config.in_channels, config.sample_size, config.sample_size)
    cond = policy.text(prompts)
    states = policy.states(cond)
    latents, log_probabilities = [torch.randn(shape, generator=generator)], []
    for step, t in enumerate(steps.timesteps):
        output = policy.guided(latents[-1], t.expand(len(prompts)), states)
        mean = steps.mean(step, latents[-1], output)
        latents.append(torch.addcmul(mean, steps.sigma[step], torch.randn(shape, generator=generator)))
        log_probabilities.append(steps.log_probability(step, latents[-1], mean))
    return torch.stack(latents, 1), torch.stack(log_probabilities, 1), cond


def rollouts(policy, prompts, settings, generator):
    parts = []
    for _ in range(settings.requests):
        drawn = torch.randint(len(prompts), (settings.batch,), generator=generator)
        parts.append(sample(policy, [prompts[i] for i in drawn], generator))
    advantages = torch.randn(settings.requests * settings.batch, generator=generator)
    return Rollouts(*(torch.cat(part) for part in zip(*parts)), advantages)


def loss(policy, batch, rows, step, clip):
    """DDPO-IS over the transitions (rows[i], step[i]), and the largest |log ratio|."""
    steps, current = policy.steps, batch.latents[rows, step]
    output = policy.guided(current, steps.timesteps[step], policy.states(batch.cond[rows]))
    mean = steps.mean(step, current, output)
    log_ratio = steps.log_probability(step, batch.latents[rows, step + 1], mean) - batch.log_probabilities[rows, step]
    ratio, weight = log_ratio.exp(), -batch.advantages[rows]
    value = torch.maximum(weight * ratio, weight * ratio.clamp(1 - clip, 1 + clip)).mean()
    return value, log_ratio.detach().abs().max().item()


def update(policy, batch, rows, optimizer, settings, generator):
    """One optimiser step on the trajectories of `rows`; each visits its timesteps in an order of its own."""
    trained = int(settings.steps * settings.timestep_fraction)
    order = torch.rand(len(rows), settings.steps, generator=generator).argsort(1)[:, :trained]
    first = None
    for part, schedule in zip(rows.split(settings.train_batch), order.split(settings.train_batch)):
        for step in schedule.unbind(1):
            value, log_ratio = loss(policy, batch, part, step, settings.clip)
            first = log_ratio if first is None else first
            (value * (len(part) / len(rows) / trained)).backward()
    torch.nn.utils.clip_grad_norm_(policy.parameters, 1.0)
    optimizer.step()
    optimizer.zero_grad(set_to_none=True)
    return first


def measure_round(policy, prompts, optimizer, settings, generator):
    begin = time.perf_counter()
    batch = rollouts(policy, prompts, settings, generator)
    sampled = time.perf_counter()
    samples = len(batch.advantages)
    groups = torch.randperm(samples, generator=generator).chunk(settings.updates)
    ratios = [update(policy, batch, rows, optimizer, settings, generator) for rows in groups]
    end = time.perf_counter()
    return {
        "samplesPerSecond": samples / (sampled - begin),
        "updatesPerSecond": settings.updates / (end - sampled),
        "samplesTrainedPerSecond": samples / (end - sampled),
        "maxLogRatioOnPolicy": ratios[0],
    }


def report(settings, policy, rounds):
    medians = {key: statistics.median(r[key] for r in rounds) for key in rounds[0]}
    medians["maxLogRatioOnPolicy"] = max(r["maxLogRatioOnPolicy"] for r in rounds)
    return medians | {
        "rounds": rounds,
        "trainableParameters": sum(p.numel() for p in policy.parameters),
        "peakRssMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "settings": {key: str(value) if isinstance(value, Path) else value for key, value in vars(settings).items()},
        "versions": {
            "python": platform.python_version(), "torch": torch.__version__, "diffusers": diffusers.__version__,
        },
    }


def main():
    settings = arguments()
    torch.set_num_threads(settings.threads)
    torch.set_num_interop_threads(1)
    torch.manual_seed(settings.seed)
    diffusers.logging.set_verbosity_error()
    prompts = settings.prompts.read_text(encoding="utf-8").split("\n") if settings.prompts else PROMPTS
    prompts = [prompt.strip() for prompt in prompts if prompt.strip()]
    policy = Policy(settings)
    optimizer = torch.optim.AdamW(
        policy.parameters, lr=settings.learning_rate, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-4, fused=True
    )
    generator = torch.Generator().manual_seed(settings.seed)
    rounds = [measure_round(policy, prompts, optimizer, settings, generator) for _ in range(settings.rounds + 1)]
    print(json.dumps(report(settings, policy, rounds[1:]), indent=1))


if __name__ == "__main__":
    main()
