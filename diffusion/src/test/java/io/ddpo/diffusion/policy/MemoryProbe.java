package io.ddpo.diffusion.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.ddpo.diffusion.noise.Noise;
import io.ddpo.diffusion.schedule.DdimStep;
import io.ddpo.diffusion.tensor.Kernels;
import io.ddpo.diffusion.tensor.Precision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A process of its own that says how much memory one pass over a batch took at its peak. */
final class MemoryProbe {
    static final LoraSettings LORA = new LoraSettings(4, 4, LoraSettings.ATTENTION, 1);
    static final Path MODEL = Path.of("..", "models", "emoji-32");

    private MemoryProbe() {}

    /** @param arguments sampling or training, lora or full, precision, checkpointing, batch */
    public static void main(String[] arguments) throws IOException {
        boolean training = arguments[0].equals("training");
        ComputeSettings compute = new ComputeSettings(Precision.of(arguments[2]), Boolean.parseBoolean(arguments[3]));
        int batch = Integer.parseInt(arguments[4]);
        try (Kernels kernels = Kernels.onCpu();
                Policy policy = open(kernels, arguments[1].equals("lora"), compute)) {
            Kernels.intraOpThreads(1);
            if (training) {
                policy.trainable().values().forEach(tensor -> tensor.setRequiresGradient(true));
            }
            pass(policy, training, 1); // what is loaded once, and the gradients
            long before = resetPeak();
            pass(policy, training, batch);
            System.out.println("peak " + (kilobytes("VmHWM") - before) * 1024);
        }
    }

    private static Policy open(Kernels kernels, boolean lora, ComputeSettings compute) throws IOException {
        ModelFolder folder = ModelFolder.at(MODEL);
        return lora ? Policy.lora(kernels, folder, LORA, compute) : Policy.full(kernels, folder, compute);
    }

    private static void pass(Policy policy, boolean training, int batch) {
        List<String> prompts = Collections.nCopies(batch, "a cat");
        if (!training) {
            long[] seeds = new long[batch];
            new Rollout(policy, new RolloutSettings(1, 1, 5, false)).run(prompts, seeds, step -> {});
            return;
        }
        int size = Arrays.stream(policy.latentShape()).reduce(1, (a, b) -> a * b);
        float[] x = new float[batch * size];
        Noise.normals(1, 0, x, 0, x.length);
        List<DdimStep> steps =
                Collections.nCopies(batch, policy.scheduler().steps(10, 1).get(3));
        new PolicyGradient(policy, 5)
                .accumulate(
                        new Transitions(x, x, steps, prompts),
                        new float[batch],
                        new ClippedImportance(new float[batch], 1),
                        1);
    }

    /** The memory that is in use, from which on the peak is counted. */
    private static long resetPeak() throws IOException {
        Files.writeString(Path.of("/proc/self/clear_refs"), "5");
        return kilobytes("VmRSS");
    }

    private static long kilobytes(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(key + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }

    /** What a process with these arguments measures, in bytes. */
    static long measure(String... arguments) throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        List<String> command = new java.util.ArrayList<>(List.of(
                java.toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                MemoryProbe.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // what is freed goes back at once, so that the peak is of what is in use
        builder.environment().put("MALLOC_MMAP_THRESHOLD_", "131072");
        builder.environment().put("MALLOC_TRIM_THRESHOLD_", "131072");
        builder.environment().put("OMP_NUM_THREADS", "1");
        Process process = builder.start();
        List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                .lines()
                .toList();
        process.waitFor();
        Optional<String> peak =
                lines.stream().filter(line -> line.startsWith("peak ")).findFirst();
        return Long.parseLong(peak.orElseThrow(() -> new AssertionError(String.join("\n", lines)))
                .substring(5));
    }
}
