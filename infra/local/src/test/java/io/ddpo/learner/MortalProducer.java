package io.ddpo.learner;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;

/**
 * A producer whose process dies at a chosen moment: before or after one of its calls. What it has sent by then reaches
 * the broker; it finishes nothing and aborts nothing.
 */
final class MortalProducer<V> {
    private final Producer<String, V> producer;
    private final int last;
    private int moment;

    /** The process is gone. */
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Death(String where) {
            super("died " + where);
        }
    }

    /**
     * A process that is alive.
     *
     * @param producer whose every change of the log counts as a call
     * @param last the moment at which it dies, from 0; two for each call
     */
    MortalProducer(Producer<String, V> producer, int last) {
        this.producer = producer;
        this.last = last;
    }

    @SuppressWarnings("unchecked") // a proxy of the interface that it is made for
    Producer<String, V> proxy() {
        return (Producer<String, V>) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Producer.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "beginTransaction", "send", "sendOffsetsToTransaction", "commitTransaction" ->
                        between(method, arguments);
                    default -> call(method, arguments);
                });
    }

    private Object between(Method method, Object[] arguments) throws Throwable {
        live("before " + method.getName());
        Object result = call(method, arguments);
        live("after " + method.getName());
        return result;
    }

    private void live(String where) {
        if (moment++ == last) {
            producer.flush(); // the worst case: the broker has everything
            producer.close(Duration.ZERO); // aborts nothing
            throw new Death(where);
        }
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(producer, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
