package io.ddpo.service.process;

import io.ddpo.service.duty.Agent;
import io.ddpo.service.settings.SettingsSpec;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A role with the given agents, which it makes when {@code gate} completes. */
record TestRole(String name, List<Agent> agents, CompletableFuture<Void> gate) implements Role {
    TestRole(String name, List<Agent> agents) {
        this(name, agents, CompletableFuture.completedFuture(null));
    }

    TestRole after(CompletableFuture<Void> newGate) {
        return new TestRole(name, agents, newGate);
    }

    TestRole failingWith(Exception failure) {
        return after(CompletableFuture.failedFuture(failure));
    }

    @Override
    public String doc() {
        return "does what a test asks for";
    }

    @Override
    public SettingsSpec settings() {
        return SettingsSpec.of();
    }

    @Override
    public List<Agent> agents(RoleContext context) throws Exception {
        gate.get();
        return agents;
    }
}
