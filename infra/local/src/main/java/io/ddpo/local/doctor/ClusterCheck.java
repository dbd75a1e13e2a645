package io.ddpo.local.doctor;

/** A check that asks brokers. */
interface ClusterCheck extends Check {
    /** What to do where brokers take connections and do not answer. */
    String REMEDY = "correct kafka.security.protocol or the user in --config, or advertised.listeners of the brokers,"
            + " which has to lead to them from here";

    @Override
    default String remedy() {
        return REMEDY;
    }
}
