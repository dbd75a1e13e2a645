package io.ddpo.local.doctor;

import io.ddpo.diffusion.policy.ComputeSettings;
import io.ddpo.diffusion.policy.LoraSettings;
import io.ddpo.diffusion.policy.MemoryEstimate;
import io.ddpo.diffusion.policy.MemoryEstimate.Model;
import io.ddpo.diffusion.policy.ModelFolder;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Whether one sample of a model can be trained on in the memory there is. */
record MemoryCheck(MachineQuestion question) implements Check {
    private static final String NAME = "memory";

    private static final int RANK = 4;
    private static final double GIB = 1L << 30;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() throws IOException {
        String model = question.modelHere();
        return judge(Memory.ofThisMachine(), Runtime.getRuntime().maxMemory() + needed(ModelFolder.open(model)), model);
    }

    @Override
    public String remedy() {
        return "pass --model with the folder of a model; ./ddpo inspect says what is in one";
    }

    /** On another device the weights pass through here, and the rest is there. */
    private long needed(ModelFolder folder) throws IOException {
        Optional<LoraSettings> adapters = Optional.of(new LoraSettings(RANK, RANK, LoraSettings.ATTENTION, 0));
        Model model = Model.of(folder, adapters, new ComputeSettings(question.precision(), false));
        MemoryEstimate estimate = MemoryEstimate.training(model, 1, true);
        return question.onCpu() ? estimate.total() : estimate.weights();
    }

    /**
     * Half as much again is for broker, reward streams and what the libraries take.
     *
     * @param needed in bytes
     */
    static Finding judge(Memory memory, long needed, String model) {
        String found = "%s, and training %s takes about %s of it".formatted(there(memory), model, gib(needed));
        if (memory.total() < needed) {
            return Finding.wrong(
                    NAME, found, "take a smaller model or a larger machine; ./ddpo inspect has the parts of it");
        }
        if (memory.available().orElse(memory.total()) < needed + needed / 2) {
            return Finding.warning(NAME, found, "end other programs, or pass --precision bf16 or a smaller model");
        }
        return Finding.ok(NAME, found);
    }

    private static String there(Memory memory) {
        String total = gib(memory.total());
        return memory.available().isPresent()
                ? gib(memory.available().getAsLong()) + " available of " + total
                : total + " in all";
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", bytes / GIB);
    }
}
