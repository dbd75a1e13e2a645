package io.ddpo.local.doctor;

import io.ddpo.local.catalogue.RunCatalogue;
import io.ddpo.local.catalogue.RunFigures;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.topics.RunNames;
import io.ddpo.service.kafka.KafkaClients;

/** Whether a run is there, and its log can be read. */
record RunCheck(KafkaClients kafka, SchemaRegistry registry, RunNames run) implements Check {
    private static final String NAME = "run";

    @Override
    public String name() {
        return NAME;
    }

    /** @throws io.ddpo.service.FatalRoleException with the runs that there are, if this is none of them */
    @Override
    public Finding look() {
        RunFigures figures = new RunCatalogue(kafka, registry).run(run.run());
        return judge(run.run(), figures.specification().isPresent());
    }

    @Override
    public String remedy() {
        return "./ddpo runs lists those of the cluster";
    }

    /** @param readable whether it has a specification that can be read */
    static Finding judge(String run, boolean readable) {
        return readable
                ? Finding.ok(NAME, run + " is there")
                : Finding.wrong(
                        NAME,
                        run + " has no specification that can be read",
                        "pass --registry with the one that it was written with; if it was, delete-run and begin again");
    }
}
