package io.enterprisemode.local.stack;

import io.enterprisemode.contracts.events.Topic;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.local.SuiteException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/** Creates the topics of the suite where they are missing, and brings their settings up to date. */
public final class KafkaTopics {

    private static final long PATIENCE_SECONDS = 30;

    private KafkaTopics() {}

    /** Every topic with its dead-letter topic. */
    public static List<Topic> wanted() {
        return Topics.withDeadLetters();
    }

    /**
     * Creates the missing ones, with the replication the cluster has as its default, and brings those that an older
     * version has created up to their settings; a retention that is longer already stays.
     */
    public static void create(String bootstrap) {
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap, AdminClientConfig.CLIENT_ID_CONFIG, "suite"))) {
            Set<String> existing = admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            List<NewTopic> missing = wanted().stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .map(KafkaTopics::describe)
                    .toList();
            if (!missing.isEmpty()) {
                admin.createTopics(missing).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
            bringAlong(admin, existing);
        } catch (ExecutionException | TimeoutException e) {
            throw new SuiteException(
                    "The topics cannot be created on Kafka " + bootstrap + ": " + e.getMessage(),
                    "Check that it runs, and ENTERPRISE_KAFKA when it is your own",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while topics were created", e);
        }
    }

    private static void bringAlong(Admin admin, Set<String> existing)
            throws ExecutionException, InterruptedException, TimeoutException {
        Map<ConfigResource, Topic> topics = new HashMap<>();
        for (Topic topic : wanted()) {
            if (existing.contains(topic.name())) {
                topics.put(new ConfigResource(ConfigResource.Type.TOPIC, topic.name()), topic);
            }
        }
        Map<ConfigResource, Config> present =
                admin.describeConfigs(topics.keySet()).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        topics.forEach((resource, topic) -> {
            Map<String, String> values = new HashMap<>();
            Objects.requireNonNull(present.get(resource))
                    .entries()
                    .forEach(entry -> values.put(entry.name(), entry.value()));
            Map<String, String> changed = changed(topic, values);
            if (!changed.isEmpty()) {
                changes.put(
                        resource,
                        changed.entrySet().stream()
                                .map(each -> new AlterConfigOp(
                                        new ConfigEntry(each.getKey(), each.getValue()), AlterConfigOp.OpType.SET))
                                .toList());
            }
        });
        if (!changes.isEmpty()) {
            admin.incrementalAlterConfigs(changes).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    /** The settings of a topic that are not as they are to be, given those it has. */
    static Map<String, String> changed(Topic topic, Map<String, String> present) {
        Map<String, String> changed = new TreeMap<>(topic.settings());
        changed.entrySet()
                .removeIf(wanted -> suffices(wanted.getKey(), wanted.getValue(), present.get(wanted.getKey())));
        return changed;
    }

    private static boolean suffices(String name, String wanted, @Nullable String present) {
        if (present == null) {
            return false;
        }
        return switch (name) {
            case TopicConfig.RETENTION_MS_CONFIG -> atLeast(unending(present), unending(wanted));
            case TopicConfig.MAX_MESSAGE_BYTES_CONFIG -> atLeast(Long.parseLong(present), Long.parseLong(wanted));
            default -> present.equals(wanted);
        };
    }

    private static boolean atLeast(long present, long wanted) {
        return present >= wanted;
    }

    private static long unending(String millis) {
        long value = Long.parseLong(millis);
        return value < 0 ? Long.MAX_VALUE : value;
    }

    private static NewTopic describe(Topic topic) {
        return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty()).configs(topic.settings());
    }
}
