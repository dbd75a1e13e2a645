package io.ddpo.service.duty;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;

/** Answers each {@link #doWork} as told, {@link Agent#DONE} when nothing is left to answer, and notes every call. */
class ScriptedAgent implements Agent {
    final List<String> calls = new ArrayList<>();
    private final Queue<Callable<Integer>> answers = new ArrayDeque<>();

    @SafeVarargs
    ScriptedAgent(Callable<Integer>... answers) {
        this.answers.addAll(List.of(answers));
    }

    static Callable<Integer> failing(Exception failure) {
        return () -> {
            throw failure;
        };
    }

    @Override
    public String roleName() {
        return "scripted";
    }

    @Override
    public void onStart() throws Exception {
        calls.add("start");
    }

    @Override
    public int doWork() throws Exception {
        calls.add("work");
        return answers.isEmpty() ? DONE : answers.remove().call();
    }

    @Override
    public boolean drain() throws Exception {
        calls.add("drain");
        return true;
    }

    @Override
    public void onClose() throws Exception {
        calls.add("close");
    }
}
