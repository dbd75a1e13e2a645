package io.ddpo.console;

import io.ddpo.console.launch.Launcher;
import io.ddpo.console.log.Commands;
import io.ddpo.console.log.Lookups;
import io.ddpo.console.log.Redrives;
import io.ddpo.console.model.Runs;
import io.ddpo.console.web.ConsoleVerticle;
import io.ddpo.console.web.WebOptions;
import io.ddpo.schemas.avro.Control;
import io.ddpo.schemas.control.ControlWriter;
import io.ddpo.schemas.registry.SchemaRegistry;
import io.ddpo.schemas.serde.AvroSerializer;
import io.ddpo.service.duty.Agent;
import io.ddpo.service.kafka.KafkaClients;
import io.ddpo.service.process.RoleContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the server open. Vert.x does the work on threads of its own. */
final class WebAgent implements Agent {
    private static final Logger log = LoggerFactory.getLogger(WebAgent.class);
    private static final int WORKERS = 4;
    private static final int LONGEST_START_SECONDS = 30;
    private static final int LOOK_SECONDS = 60;

    private final RoleContext context;
    private final WebOptions options;
    private final KafkaClients kafka;
    private final SchemaRegistry registry;
    private final Runs runs;
    private final Optional<Launcher> launcher;
    private final Consumer<URI> opened;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    WebAgent(
            RoleContext context,
            WebOptions options,
            KafkaClients kafka,
            SchemaRegistry registry,
            Runs runs,
            Optional<Launcher> launcher,
            Consumer<URI> opened) {
        this.context = context;
        this.options = options;
        this.kafka = kafka;
        this.registry = registry;
        this.runs = runs;
        this.launcher = launcher;
        this.opened = opened;
    }

    @Override
    public String roleName() {
        return "console-web";
    }

    @Override
    public void onStart() throws Exception {
        open.push(registry);
        long cache = (long) context.settings().get(ConsoleSettings.CACHE_MIB) << 20;
        Lookups lookups = new Lookups(kafka, registry, cache);
        open.push(lookups);
        Commands commands = new Commands(new ControlWriter(kafka.producer(
                "control",
                new StringSerializer(),
                new AvroSerializer<>(registry, Control.class),
                ControlWriter.PRODUCER_SETTINGS)));
        open.push(commands);
        Redrives redrives = new Redrives(kafka);
        open.push(redrives);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(WORKERS)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        open.push(() -> await(vertx.close()));
        ConsoleVerticle verticle = new ConsoleVerticle(
                options,
                runs,
                lookups,
                commands,
                redrives,
                launcher,
                context.health(),
                context.metrics(),
                context.clock());
        await(vertx.deployVerticle(verticle));
        URI address = address(options.host(), verticle.port());
        log.atInfo().addKeyValue("port", verticle.port()).log("Console is served at {}", address);
        opened.accept(address);
    }

    private static URI address(String host, int port) {
        return URI.create("http://%s:%d/".formatted(host.contains(":") ? "[" + host + "]" : host, port));
    }

    /** @throws RuntimeException what the future failed with, if it is one */
    private static void await(Future<?> future) throws Exception {
        try {
            future.toCompletionStage().toCompletableFuture().get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** There is nothing to do here but to be alive. */
    @Override
    public int doWork() throws InterruptedException {
        return stop.await(LOOK_SECONDS, TimeUnit.SECONDS) ? 0 : 1;
    }

    @Override
    public void wakeup() {
        stop.countDown();
    }

    @Override
    public void onClose() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
