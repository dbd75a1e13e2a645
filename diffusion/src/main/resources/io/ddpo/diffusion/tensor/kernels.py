class Kernels(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  def linear(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.linear(x, weight, bias)

  def is_mostly_weights(self: __torch__.Kernels, x: Tensor, weight: Tensor, stride: int) -> bool:
    pixels = torch.mul(torch.mul(torch.size(x, 0), torch.size(x, 2)), torch.size(x, 3))
    if torch.le(pixels, torch.mul(256, torch.mul(stride, stride))):
      few = torch.ge(torch.numel(weight), 8388608)
    else:
      few = False
    if few:
      single = torch.eq(ops.prim.dtype(x), 6)
    else:
      single = False
    if single:
      mostly = ops.prim.is_cpu(x)
    else:
      mostly = False
    return mostly

  def conv2d(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor, stride: int, padding: int) -> Tensor:
    if (self).is_mostly_weights(x, weight, stride):
      size = torch.size(weight, -1)
      columns = torch.im2col(x, [size, size], [1, 1], [padding, padding], [stride, stride])
      rows = torch.add(torch.floordiv(torch.sub(torch.add(torch.size(x, 2), torch.mul(2, padding)), size), stride), 1)
      y = torch.unflatten(torch.add(torch.matmul(torch.flatten(weight, 1), columns), torch.unsqueeze(bias, -1)), 2, [rows, -1])
    else:
      y = torch.conv2d(x, weight, bias, [stride, stride], [padding, padding])
    return y

  def channels_last(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.contiguous(x, memory_format=2)

  def silu(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.silu(x)

  def add(self: __torch__.Kernels, x: Tensor, y: Tensor) -> Tensor:
    return torch.add(x, y)

  def scale(self: __torch__.Kernels, x: Tensor, factor: float) -> Tensor:
    return torch.mul(x, factor)

  def cat(self: __torch__.Kernels, xs: List[Tensor], dim: int) -> Tensor:
    return torch.cat(xs, dim)

  def chunk(self: __torch__.Kernels, x: Tensor, chunks: int, dim: int) -> List[Tensor]:
    return torch.chunk(x, chunks, dim)

  def group_norm_silu(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor, groups: int, eps: float) -> Tensor:
    return torch.silu(torch.group_norm(x, groups, weight, bias, eps))

  def layer_norm(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor, eps: float) -> Tensor:
    return torch.layer_norm(x, [torch.size(x, -1)], weight, bias, eps)

  def upsample_conv(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor, height: int, width: int) -> Tensor:
    return (self).conv2d(torch.upsample_nearest2d(x, [height, width]), weight, bias, 1, 1)

  def timestep_embedding(self: __torch__.Kernels, t: Tensor, dim: int, flip: bool, shift: float) -> Tensor:
    half = torch.floordiv(dim, 2)
    steps = torch.arange(half, dtype=6, device=ops.prim.device(t))
    frequencies = torch.exp(torch.div(torch.mul(steps, torch.neg(torch.log(10000.))), torch.sub(half, shift)))
    angles = torch.mul(torch.unsqueeze(torch.to(t, 6), -1), torch.unsqueeze(frequencies, 0))
    if flip:
      parts = [torch.cos(angles), torch.sin(angles)]
    else:
      parts = [torch.sin(angles), torch.cos(angles)]
    return torch.cat(parts, -1)

  def norm_silu_conv(self: __torch__.Kernels, x: Tensor, w: List[Tensor], at: int, groups: int, eps: float) -> Tensor:
    h = torch.silu(torch.group_norm(x, groups, w[at], w[torch.add(at, 1)], eps))
    return (self).conv2d(h, w[torch.add(at, 2)], w[torch.add(at, 3)], 1, 1)

  def add_shortcut(self: __torch__.Kernels, h: Tensor, x: Tensor, w: List[Tensor], at: int) -> Tensor:
    if torch.gt(torch.len(w), at):
      shortcut = torch.conv2d(x, w[at], w[torch.add(at, 1)])
    else:
      shortcut = x
    return torch.add(shortcut, h)

  def resnet(self: __torch__.Kernels, x: Tensor, temb: Tensor, w: List[Tensor], groups: int, eps: float) -> Tensor:
    h = (self).norm_silu_conv(x, w, 0, groups, eps)
    t = torch.linear(temb, w[4], w[5])
    h = torch.add(h, torch.unsqueeze(torch.unsqueeze(t, -1), -1))
    h = (self).norm_silu_conv(h, w, 6, groups, eps)
    return (self).add_shortcut(h, x, w, 10)

  def resnet_untimed(self: __torch__.Kernels, x: Tensor, w: List[Tensor], groups: int, eps: float) -> Tensor:
    h = (self).norm_silu_conv((self).norm_silu_conv(x, w, 0, groups, eps), w, 4, groups, eps)
    return (self).add_shortcut(h, x, w, 8)

  def downsample_conv(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.conv2d(torch.constant_pad_nd(x, [0, 1, 0, 1], 0), weight, bias, [2, 2])

  def heads_of(self: __torch__.Kernels, x: Tensor, heads: int) -> Tensor:
    return torch.transpose(torch.reshape(x, [torch.size(x, 0), torch.size(x, 1), heads, -1]), 1, 2)

  def attention(self: __torch__.Kernels, q: Tensor, k: Tensor, v: Tensor, heads: int, causal: bool) -> Tensor:
    a = torch.scaled_dot_product_attention((self).heads_of(q, heads), (self).heads_of(k, heads), (self).heads_of(v, heads), None, 0., causal)
    return torch.reshape(torch.transpose(a, 1, 2), [torch.size(q, 0), torch.size(q, 1), -1])

  def adapted_linear(self: __torch__.Kernels, x: Tensor, weight: Tensor, bias: Optional[Tensor], adapters: List[Tensor], at: int) -> Tensor:
    if torch.eq(torch.len(adapters), 0):
      learns = False
    else:
      learns = torch.is_grad_enabled()
    if learns:
      a = torch.type_as(adapters[at], x)
      b = torch.type_as(adapters[torch.add(at, 1)], x)
      z = torch.linear(torch.linear(torch.detach(x), a), b)
      y = torch.add(torch.linear(x, torch.detach(weight), bias), torch.sub(z, torch.detach(z)))
    else:
      y = torch.linear(x, weight, bias)
    return y

  def projected_attention(self: __torch__.Kernels, h: Tensor, source: Tensor, w: List[Tensor], at: int, adapters: List[Tensor], first: int, heads: int) -> Tensor:
    q = (self).adapted_linear(h, w[at], None, adapters, first)
    k = (self).adapted_linear(source, w[torch.add(at, 1)], None, adapters, torch.add(first, 2))
    v = (self).adapted_linear(source, w[torch.add(at, 2)], None, adapters, torch.add(first, 4))
    a = (self).attention(q, k, v, heads, False)
    return (self).adapted_linear(a, w[torch.add(at, 3)], w[torch.add(at, 4)], adapters, torch.add(first, 6))

  def transformer_block(self: __torch__.Kernels, x: Tensor, context: Tensor, w: List[Tensor], adapters: List[Tensor], heads: int) -> Tensor:
    dim = [torch.size(x, -1)]
    h = torch.layer_norm(x, dim, w[0], w[1], 1e-05)
    x1 = torch.add(x, (self).projected_attention(h, h, w, 2, adapters, 0, heads))
    h = torch.layer_norm(x1, dim, w[7], w[8], 1e-05)
    x2 = torch.add(x1, (self).projected_attention(h, context, w, 9, adapters, 8, heads))
    h = torch.layer_norm(x2, dim, w[14], w[15], 1e-05)
    parts = torch.chunk(torch.linear(h, w[16], w[17]), 2, -1)
    h = torch.mul(parts[0], torch.gelu(parts[1]))
    return torch.add(x2, torch.linear(h, w[18], w[19]))

  def pixel_attention(self: __torch__.Kernels, x: Tensor, w: List[Tensor], groups: int, eps: float) -> Tensor:
    tokens = torch.transpose(torch.flatten(torch.group_norm(x, groups, w[0], w[1], eps), 2), 1, 2)
    a = (self).attention(torch.linear(tokens, w[2], w[3]), torch.linear(tokens, w[4], w[5]), torch.linear(tokens, w[6], w[7]), 1, False)
    h = torch.transpose(torch.linear(a, w[8], w[9]), 1, 2)
    return torch.add(torch.unflatten(h, 2, [torch.size(x, 2), torch.size(x, 3)]), x)

  def gaussian_mean(self: __torch__.Kernels, moments: Tensor) -> Tensor:
    return torch.chunk(moments, 2, 1)[0]

  def gaussian_sample(self: __torch__.Kernels, moments: Tensor, noise: Tensor) -> Tensor:
    parts = torch.chunk(moments, 2, 1)
    return torch.add(parts[0], torch.mul(torch.exp(torch.mul(torch.clamp(parts[1], -30., 20.), 0.5)), noise))

  def tokens_in(self: __torch__.Kernels, x: Tensor, w: List[Tensor], groups: int, linear: bool) -> Tensor:
    h = torch.group_norm(x, groups, w[0], w[1], 1e-06)
    if linear:
      tokens = torch.linear(torch.contiguous(torch.transpose(torch.flatten(h, 2), 1, 2)), w[2], w[3])
    else:
      tokens = torch.contiguous(torch.transpose(torch.flatten(torch.conv2d(h, w[2], w[3]), 2), 1, 2))
    return tokens

  def tokens_out(self: __torch__.Kernels, tokens: Tensor, residual: Tensor, w: List[Tensor], linear: bool) -> Tensor:
    height = torch.size(residual, 2)
    width = torch.size(residual, 3)
    if linear:
      h = torch.unflatten(torch.transpose(torch.linear(tokens, w[0], w[1]), 1, 2), 2, [height, width])
    else:
      h = torch.conv2d(torch.unflatten(torch.transpose(tokens, 1, 2), 2, [height, width]), w[0], w[1])
    return torch.add(h, residual)

  def embed_text(self: __torch__.Kernels, ids: Tensor, tokens: Tensor, positions: Tensor) -> Tensor:
    return torch.add(torch.embedding(tokens, ids), torch.slice(positions, 0, 0, torch.size(ids, 1)))

  def embed_patches(self: __torch__.Kernels, x: Tensor, first: Tensor, kernel: Tensor, positions: Tensor, size: int) -> Tensor:
    patches = torch.transpose(torch.flatten(torch.conv2d(x, kernel, None, [size, size]), 2), 1, 2)
    head = torch.expand(first, [torch.size(x, 0), 1, -1])
    return torch.add(torch.cat([head, patches], 1), positions)

  def first_token(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.select(x, 1, 0)

  def matrix(self: __torch__.Kernels, x: Tensor, weight: Tensor) -> Tensor:
    return torch.linear(x, weight)

  def clip_layer(self: __torch__.Kernels, x: Tensor, w: List[Tensor], heads: int, eps: float, quick_gelu: bool, causal: bool) -> Tensor:
    dim = [torch.size(x, -1)]
    h = torch.layer_norm(x, dim, w[0], w[1], eps)
    a = (self).attention(torch.linear(h, w[2], w[3]), torch.linear(h, w[4], w[5]), torch.linear(h, w[6], w[7]), heads, causal)
    x1 = torch.add(x, torch.linear(a, w[8], w[9]))
    h = torch.linear(torch.layer_norm(x1, dim, w[10], w[11], eps), w[12], w[13])
    if quick_gelu:
      h1 = torch.mul(h, torch.sigmoid(torch.mul(h, 1.702)))
    else:
      h1 = torch.gelu(h)
    return torch.add(x1, torch.linear(h1, w[14], w[15]))

  def lora(self: __torch__.Kernels, weight: Tensor, a: Tensor, b: Tensor, scale: float, dtype: int) -> Tensor:
    return torch.to(torch.add(weight, torch.mul(torch.matmul(b, a), scale)), dtype)

  def cast(self: __torch__.Kernels, x: Tensor, dtype: int) -> Tensor:
    return torch.to(x, dtype)

  def detach(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.detach(x)

  def requires_grad(self: __torch__.Kernels, x: Tensor) -> Tensor:
    if ops.prim.requires_grad(x):
      answer = torch.ones([1])
    else:
      answer = torch.zeros([1])
    return answer

  def optional(self: __torch__.Kernels, xs: List[Tensor]) -> List[Optional[Tensor]]:
    optional = annotate(List[Optional[Tensor]], [])
    for i in range(torch.len(xs)):
      appended = torch.append(optional, xs[i])
    return optional

  def backward(self: __torch__.Kernels, outputs: List[Tensor], gradients: List[Tensor]) -> Tensor:
    torch.backward(outputs, (self).optional(gradients))
    return outputs[0]

  def backward_to(self: __torch__.Kernels, outputs: List[Tensor], gradients: List[Tensor], inputs: List[Tensor], leaves: List[Tensor]) -> List[Tensor]:
    found = torch.grad(outputs, torch.add(inputs, leaves), (self).optional(gradients), None, False, True)
    for i in range(torch.len(leaves)):
      of_leaf = found[torch.add(torch.len(inputs), i)]
      if torch.__isnot__(of_leaf, None):
        torch.backward([leaves[i]], (self).optional([unchecked_cast(Tensor, of_leaf)]))
    of_inputs = annotate(List[Tensor], [])
    for i in range(torch.len(inputs)):
      of_input = found[i]
      if torch.__isnot__(of_input, None):
        appended = torch.append(of_inputs, unchecked_cast(Tensor, of_input))
      else:
        appended = torch.append(of_inputs, torch.zeros_like(inputs[i]))
    return of_inputs

  def guide(self: __torch__.Kernels, doubled: Tensor, scale: float) -> Tensor:
    parts = torch.chunk(doubled, 2, 0)
    return torch.add(parts[0], torch.mul(torch.sub(parts[1], parts[0]), scale))

  def per_sample(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.reshape(x, [-1, 1, 1, 1])

  def predicted_x0(self: __torch__.Kernels, output: Tensor, x: Tensor, c: Tensor, prediction: str, clip: float) -> Tensor:
    a = (self).per_sample(torch.select(c, 1, 0))
    s = (self).per_sample(torch.select(c, 1, 1))
    if torch.eq(prediction, "epsilon"):
      x0 = torch.div(torch.sub(x, torch.mul(s, output)), a)
    else:
      if torch.eq(prediction, "v_prediction"):
        x0 = torch.sub(torch.mul(a, x), torch.mul(s, output))
      else:
        x0 = output
    if torch.gt(clip, 0.):
      x0 = torch.clamp(x0, torch.neg(clip), clip)
    return x0

  def predicted_noise(self: __torch__.Kernels, output: Tensor, x: Tensor, c: Tensor, prediction: str) -> Tensor:
    a = (self).per_sample(torch.select(c, 1, 0))
    s = (self).per_sample(torch.select(c, 1, 1))
    if torch.eq(prediction, "epsilon"):
      eps = output
    else:
      if torch.eq(prediction, "v_prediction"):
        eps = torch.add(torch.mul(a, output), torch.mul(s, x))
      else:
        eps = torch.div(torch.sub(x, torch.mul(a, output)), s)
    return eps

  def ddim_mean(self: __torch__.Kernels, output: Tensor, x: Tensor, c: Tensor, prediction: str, clip: float) -> Tensor:
    x0 = (self).predicted_x0(output, x, c, prediction, clip)
    eps = (self).predicted_noise(output, x, c, prediction)
    return torch.add(torch.mul((self).per_sample(torch.select(c, 1, 2)), x0), torch.mul((self).per_sample(torch.select(c, 1, 3)), eps))

  def ddim_next(self: __torch__.Kernels, mean: Tensor, noise: Tensor, c: Tensor, half: bool) -> Tensor:
    x = torch.add(mean, torch.mul((self).per_sample(torch.select(c, 1, 4)), noise))
    if half:
      published = torch.to(torch.to(x, 5), 6)
    else:
      published = x
    return published

  def log_probability(self: __torch__.Kernels, next: Tensor, mean: Tensor, c: Tensor) -> Tensor:
    sigma = torch.select(c, 1, 4)
    z = torch.div(torch.sub(next, mean), (self).per_sample(sigma))
    square = torch.mean(torch.flatten(torch.mul(z, z), 1), [1])
    return torch.sub(torch.mul(square, -0.5), torch.add(torch.log(sigma), 0.9189385332046727))

  def gaussian_kl(self: __torch__.Kernels, mean: Tensor, other: Tensor, c: Tensor) -> Tensor:
    z = torch.div(torch.sub(mean, other), (self).per_sample(torch.select(c, 1, 4)))
    return torch.mul(torch.mean(torch.flatten(torch.mul(z, z), 1), [1]), 0.5)

  def weighted_mean(self: __torch__.Kernels, x: Tensor, w: Tensor) -> Tensor:
    return torch.mean(torch.mul(x, w))

  def clipped_objective(self: __torch__.Kernels, log_ratio: Tensor, advantages: Tensor, clip: float) -> Tensor:
    ratio = torch.exp(log_ratio)
    bounded = torch.clamp(ratio, torch.sub(1., clip), torch.add(1., clip))
    minus = torch.neg(advantages)
    return torch.mean(torch.maximum(torch.mul(minus, ratio), torch.mul(minus, bounded)))

  def sub(self: __torch__.Kernels, x: Tensor, y: Tensor) -> Tensor:
    return torch.sub(x, y)

  def add_noise(self: __torch__.Kernels, x0: Tensor, noise: Tensor, a: Tensor, s: Tensor) -> Tensor:
    return torch.add(torch.mul((self).per_sample(a), x0), torch.mul((self).per_sample(s), noise))

  def noised(self: __torch__.Kernels, x0: Tensor, noise: Tensor, c: Tensor) -> Tensor:
    return (self).add_noise(x0, noise, torch.select(c, 1, 0), torch.select(c, 1, 1))

  def training_target(self: __torch__.Kernels, x0: Tensor, noise: Tensor, a: Tensor, s: Tensor, prediction: str) -> Tensor:
    if torch.eq(prediction, "epsilon"):
      target = noise
    else:
      if torch.eq(prediction, "v_prediction"):
        target = torch.sub(torch.mul((self).per_sample(a), noise), torch.mul((self).per_sample(s), x0))
      else:
        target = x0
    return target

  def weighted_mse(self: __torch__.Kernels, x: Tensor, y: Tensor, w: Tensor) -> Tensor:
    d = torch.sub(x, y)
    return torch.mean(torch.mul(w, torch.mean(torch.flatten(torch.mul(d, d), 1), [1])))

  def cross_entropy(self: __torch__.Kernels, logits: Tensor, labels: Tensor, smoothing: float) -> Tensor:
    return torch.cross_entropy_loss(logits, labels, None, 1, -100, smoothing)

  def mean_pool(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.mean(torch.flatten(x, 2), [2])

  def unit(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.div(x, torch.linalg_vector_norm(x, 2, [-1], True))

  def max_abs(self: __torch__.Kernels, x: Tensor) -> Tensor:
    return torch.max(torch.abs(x))

  def norm(self: __torch__.Kernels, xs: List[Tensor]) -> Tensor:
    return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(xs, 2)), 2)

  def scale_(self: __torch__.Kernels, xs: List[Tensor], factor: float) -> Tensor:
    torch._foreach_mul_(xs, factor)
    return xs[0]

  def clip_and_adamw(self: __torch__.Kernels, params: List[Tensor], grads: List[Tensor], m: List[Tensor], v: List[Tensor], steps: List[Tensor], h: List[float]) -> Tensor:
    norm = (self).norm(grads)
    torch._foreach_mul_(grads, torch.clamp(torch.mul(torch.reciprocal(torch.add(norm, 1e-06)), h[5]), None, 1.))
    none = annotate(List[Tensor], [])
    torch._foreach_add_(steps, 1.)
    torch._fused_adamw_(params, grads, m, v, none, steps, lr=h[0], beta1=h[1], beta2=h[2], weight_decay=h[4], eps=h[3], amsgrad=False, maximize=False)
    return norm

  def lerp_(self: __torch__.Kernels, averages: List[Tensor], values: List[Tensor], weight: float) -> Tensor:
    torch._foreach_lerp_(averages, values, weight)
    return averages[0]

  def copy_(self: __torch__.Kernels, target: Tensor, source: Tensor) -> Tensor:
    return torch.copy_(target, source)
