package io.enterprisemode.local.stack;

import io.enterprisemode.contracts.events.Topic;
import io.enterprisemode.contracts.events.Topics;
import io.enterprisemode.local.SuiteException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;

/** Creates the topics of the suite where they are missing. */
public final class KafkaTopics {

    private static final long PATIENCE_SECONDS = 30;

    private KafkaTopics() {}

    /** Every topic with its dead-letter topic. */
    public static List<Topic> wanted() {
        return Topics.all().stream()
                .flatMap(topic ->
                        Stream.of(topic, new Topic(Topics.deadLetter(topic.name()), false, topic.partitions())))
                .toList();
    }

    /** Creates the missing ones, with the replication the cluster has as its default. */
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

    private static NewTopic describe(Topic topic) {
        String policy = topic.compacted() ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE;
        return new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                .configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, policy));
    }
}
