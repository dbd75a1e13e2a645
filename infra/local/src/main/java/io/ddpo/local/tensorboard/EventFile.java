package io.ddpo.local.tensorboard;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * An event file of TensorBoard. Field numbers are those of {@code event.proto} and {@code summary.proto} in
 * <a href="https://github.com/tensorflow/tensorboard/tree/master/tensorboard/compat/proto">TensorBoard</a>.
 */
public final class EventFile implements AutoCloseable {
    /** What the name of such a file has to contain. */
    public static final String NAME_PART = "tfevents";

    private static final String FORMAT = "brain.Event:2";

    private static final class Event {
        static final int WALL_TIME = 1;
        static final int STEP = 2;
        static final int FILE_VERSION = 3;
        static final int SUMMARY = 5;
    }

    private static final class Summary {
        static final int VALUE = 1;
        static final int TAG = 1;
        static final int SIMPLE_VALUE = 2;
        static final int IMAGE = 4;
        static final int TENSOR = 8;
        static final int METADATA = 9;
        static final int PLUGIN = 1;
        static final int PLUGIN_NAME = 1;
    }

    private static final class Tensor {
        static final int TYPE = 1;
        static final int SHAPE = 2;
        static final int STRINGS = 8;
        static final int OF_STRINGS = 7;
    }

    private static final class Image {
        static final int HEIGHT = 1;
        static final int WIDTH = 2;
        static final int COLOR_SPACE = 3;
        static final int ENCODED = 4;
        static final int RGB = 3;
    }

    /** Where width and height stand in every PNG: in its first chunk. */
    private static final int PNG_WIDTH = 16;

    private static final int PNG_HEIGHT = 20;

    private final RecordFile records;

    /**
     * Begins a file.
     *
     * @param out is closed with this
     * @param start of what it tells about
     */
    public EventFile(OutputStream out, Instant start) throws IOException {
        records = new RecordFile(out);
        records.write(at(start).text(Event.FILE_VERSION, FORMAT).toBytes());
    }

    /** Writes a point of a curve, as fp32. */
    public void scalar(String tag, long step, Instant time, double value) throws IOException {
        write(step, time, new Message().text(Summary.TAG, tag).real(Summary.SIMPLE_VALUE, (float) value));
    }

    /** Writes a picture of three colours. */
    public void image(String tag, long step, Instant time, byte[] png) throws IOException {
        ByteBuffer header = ByteBuffer.wrap(png);
        Message image = new Message()
                .number(Image.HEIGHT, header.getInt(PNG_HEIGHT))
                .number(Image.WIDTH, header.getInt(PNG_WIDTH))
                .number(Image.COLOR_SPACE, Image.RGB)
                .bytes(Image.ENCODED, png);
        write(step, time, new Message().text(Summary.TAG, tag).message(Summary.IMAGE, image));
    }

    /** Writes a text in Markdown. */
    public void text(String tag, long step, Instant time, String markdown) throws IOException {
        Message tensor = new Message()
                .number(Tensor.TYPE, Tensor.OF_STRINGS)
                .message(Tensor.SHAPE, new Message())
                .text(Tensor.STRINGS, markdown);
        Message plugin = new Message().text(Summary.PLUGIN_NAME, "text");
        write(
                step,
                time,
                new Message()
                        .text(Summary.TAG, tag)
                        .message(Summary.TENSOR, tensor)
                        .message(Summary.METADATA, new Message().message(Summary.PLUGIN, plugin)));
    }

    private void write(long step, Instant time, Message value) throws IOException {
        Message summary = new Message().message(Summary.VALUE, value);
        records.write(at(time).number(Event.STEP, step)
                .message(Event.SUMMARY, summary)
                .toBytes());
    }

    private static Message at(Instant time) {
        return new Message().real(Event.WALL_TIME, time.toEpochMilli() / 1000.0);
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
