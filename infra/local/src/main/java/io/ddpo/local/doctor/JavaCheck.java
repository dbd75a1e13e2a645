package io.ddpo.local.doctor;

import javax.tools.ToolProvider;

/** The Java that this runs on. The launcher refuses one that is too old. */
record JavaCheck() implements Check {
    private static final String NAME = "java";

    /** The newest that this is built and tested on. */
    private static final int NEWEST = 25;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Finding look() {
        return judge(Runtime.version().feature(), ToolProvider.getSystemJavaCompiler() != null);
    }

    @Override
    public String remedy() {
        return "run it by ./ddpo, on a JDK from 17 to " + NEWEST;
    }

    /** @param compiler whether it has one */
    static Finding judge(int feature, boolean compiler) {
        if (feature > NEWEST) {
            return Finding.warning(
                    NAME,
                    "Java %d, on which nobody has tried this".formatted(feature),
                    "if something fails, point JAVA_HOME to a JDK from 17 to " + NEWEST);
        }
        return compiler
                ? Finding.ok(NAME, "Java " + feature)
                : Finding.warning(
                        NAME,
                        "Java %d without a compiler".formatted(feature),
                        "install a JDK: ./ddpo builds itself anew when its sources change");
    }
}
