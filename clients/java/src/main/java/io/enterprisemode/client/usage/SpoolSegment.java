package io.enterprisemode.client.usage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of records, each {@code length (4 bytes, big-endian) | CRC-32C of length and content (4 bytes) | content}.
 * Records are only appended. It is no {@code FileChannel}, which would be closed for good when a thread that records is
 * interrupted.
 */
final class SpoolSegment implements AutoCloseable {

    /** Bytes of a record beside its content. */
    static final int OVERHEAD = 8;

    private static final int LARGEST_RECORD = 16 * 1024 * 1024;
    private static final String SUFFIX = ".usage";

    private final long number;
    private final Path file;
    private final RandomAccessFile data;
    private long size;

    private SpoolSegment(long number, Path file, RandomAccessFile data, long size) {
        this.number = number;
        this.file = file;
        this.data = data;
        this.size = size;
    }

    static SpoolSegment open(Path folder, long number) throws IOException {
        Path file = folder.resolve("%016d%s".formatted(number, SUFFIX));
        RandomAccessFile data = new RandomAccessFile(file.toFile(), "rw");
        return new SpoolSegment(number, file, data, data.length());
    }

    /** The numbers of the segments in a folder, in order. */
    static List<Long> numbers(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{16}" + SUFFIX))
                    .map(name -> Long.valueOf(name.substring(0, name.length() - SUFFIX.length())))
                    .sorted()
                    .toList();
        }
    }

    long number() {
        return number;
    }

    long size() {
        return size;
    }

    /** Appends records in one write; when that fails, the file is as before. */
    void append(List<byte[]> contents) throws IOException {
        int bytes =
                contents.stream().mapToInt(content -> content.length + OVERHEAD).reduce(0, Math::addExact);
        ByteBuffer records = ByteBuffer.allocate(bytes);
        for (byte[] content : contents) {
            records.putInt(content.length)
                    .putInt(checksum(content.length, content))
                    .put(content);
        }
        try {
            data.seek(size);
            data.write(records.array());
            size += bytes;
        } catch (IOException e) {
            data.setLength(size);
            throw e;
        }
    }

    /** Takes a record, and where the next one begins. */
    @FunctionalInterface
    interface Visitor {
        void visit(byte[] content, long next);
    }

    /**
     * Passes records from a position on to the visitor, up to a number and a size, at least one when there is a sound
     * one; returns how many.
     */
    int read(long from, int mostRecords, long mostBytes, Visitor visitor) throws IOException {
        int found = 0;
        long bytes = 0;
        long position = from;
        ByteBuffer window = ByteBuffer.allocate(0);
        long windowStart = from;
        while (found < mostRecords && position + OVERHEAD <= size) {
            if (position + OVERHEAD > windowStart + window.limit()) {
                window = load(position, Math.min(size - position, Math.max(OVERHEAD, mostBytes - bytes + OVERHEAD)));
                windowStart = position;
            }
            int at = (int) (position - windowStart);
            int length = window.getInt(at);
            int expected = window.getInt(at + 4);
            if (length < 0 || length > LARGEST_RECORD || position + OVERHEAD + length > size) {
                break;
            }
            if (bytes + length > mostBytes && found > 0) {
                break;
            }
            if (at + OVERHEAD + length > window.limit()) {
                window = load(position, OVERHEAD + (long) length);
                windowStart = position;
                at = 0;
            }
            byte[] content = new byte[length];
            window.get(at + OVERHEAD, content);
            if (checksum(length, content) != expected) {
                break;
            }
            bytes += length;
            position += OVERHEAD + length;
            found++;
            visitor.visit(content, position);
        }
        return found;
    }

    private ByteBuffer load(long position, long bytes) throws IOException {
        byte[] window = new byte[Math.toIntExact(bytes)];
        data.seek(position);
        data.readFully(window);
        return ByteBuffer.wrap(window);
    }

    /** Cuts off what follows a position. */
    void truncate(long position) throws IOException {
        data.setLength(position);
        size = position;
    }

    /** Keeps a copy of the file for inspection: it contains something that cannot be read. */
    void copyAside() throws IOException {
        Files.copy(file, file.resolveSibling(file.getFileName() + ".damaged"), StandardCopyOption.REPLACE_EXISTING);
    }

    void force() throws IOException {
        data.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        data.close();
    }

    void delete() throws IOException {
        data.close();
        Files.deleteIfExists(file);
    }

    private static int checksum(int length, byte[] content) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(4).putInt(length).flip());
        crc.update(content);
        return (int) crc.getValue();
    }
}
