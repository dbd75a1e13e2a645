package io.ddpo.service.process;

import io.ddpo.service.duty.Agent;
import io.ddpo.service.settings.SettingsSpec;
import java.util.List;

record TestRole(String name, List<Agent> agents) implements Role {
    @Override
    public String doc() {
        return "does what a test asks for";
    }

    @Override
    public SettingsSpec settings() {
        return SettingsSpec.of();
    }

    @Override
    public List<Agent> agents(RoleContext context) {
        return agents;
    }
}
