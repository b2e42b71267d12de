package io.enterprisemode.local.suite;

import io.enterprisemode.local.Setting;
import io.enterprisemode.local.SuiteSettings;
import io.enterprisemode.local.postgres.PostgresBootstrap;
import io.enterprisemode.local.stack.KafkaTopics;

/** Servers of one's own, which are not started and stopped but given what the services need. */
final class ExternalServers {

    private final SuiteSettings settings;

    ExternalServers(SuiteSettings settings) {
        this.settings = settings;
    }

    /** Creates databases and roles on a PostgreSQL of one's own, when its superuser is given. */
    void createDatabases(PostgresBootstrap.Passwords passwords) {
        if (settings.embeddedPostgres()) {
            return;
        }
        settings.get(Setting.ENTERPRISE_DB_ADMIN)
                .ifPresent(admin -> PostgresBootstrap.run(
                        settings.postgresHost(),
                        settings.postgresPort(),
                        admin,
                        settings.get(Setting.ENTERPRISE_DB_ADMIN_PASSWORD).orElse(""),
                        passwords));
    }

    /** Creates the topics on a Kafka of one's own. */
    void createTopics() {
        if (!settings.embeddedKafka()) {
            KafkaTopics.create(settings.kafkaBootstrap());
        }
    }
}
