package io.enterprisemode.local.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.enterprisemode.contracts.events.Topic;
import io.enterprisemode.local.ServiceName;
import io.enterprisemode.local.SuiteException;
import io.enterprisemode.local.postgres.DatabaseRole;
import io.enterprisemode.local.stack.KafkaTopics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The real parts, each as a process, without the services. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalStackIT {

    @TempDir
    static Path folder;

    private static LocalSuite suite;

    @BeforeAll
    static void start() {
        suite = LocalSuite.onFreePorts(folder.resolve("a state folder"));
        suite.startBackingServices();
    }

    @AfterAll
    static void stop() {
        suite.stop();
    }

    @Test
    @Order(1)
    void everyServiceHasADatabaseThatOnlyItsOwnRolesReach() throws SQLException {
        for (ServiceName service :
                List.of(ServiceName.TEAMS, ServiceName.BILLING, ServiceName.REPORTING, ServiceName.AUDIT)) {
            for (DatabaseRole role : DatabaseRole.values()) {
                try (Connection connection = connect(service, service, role)) {
                    assertThat(connection.getCatalog()).isEqualTo(service.id());
                }
            }
        }
        assertThatThrownBy(() -> connect(ServiceName.BILLING, ServiceName.AUDIT, DatabaseRole.APP))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied for database");
    }

    @Test
    @Order(1)
    void noRoleOfAServicePassesByRowLevelSecurity() throws SQLException {
        try (Connection connection = suite.superuser(ServiceName.BILLING);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                    SELECT rolname FROM pg_roles
                    WHERE rolname ~ '_(owner|app|worker)$' AND NOT rolsuper AND NOT rolbypassrls
                      AND NOT rolcreatedb AND NOT rolcreaterole AND rolcanlogin
                    """)) {
            List<String> roles = new ArrayList<>();
            while (rows.next()) {
                roles.add(rows.getString(1));
            }
            assertThat(roles).hasSize(12);
        }
    }

    @Test
    @Order(1)
    void onlyTheOwnerCreatesTables() throws SQLException {
        try (Connection owner = connect(ServiceName.AUDIT, ServiceName.AUDIT, DatabaseRole.OWNER);
                Statement create = owner.createStatement();
                Connection app = connect(ServiceName.AUDIT, ServiceName.AUDIT, DatabaseRole.APP);
                Statement refused = app.createStatement()) {
            create.execute("CREATE TABLE allowed (id integer)");
            assertThatThrownBy(() -> refused.execute("CREATE TABLE refused (id integer)"))
                    .hasMessageContaining("permission denied");
            create.execute("DROP TABLE allowed");
        }
    }

    @Test
    @Order(1)
    void theServerIsDurable() throws SQLException {
        try (Connection connection = suite.superuser(ServiceName.BILLING);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT current_setting('fsync'), current_setting('synchronous_commit'),
                            current_setting('full_page_writes'),
                               current_setting('jit'), current_setting('random_page_cost'),
                                   current_setting('server_version')
                        """)) {
            assertThat(row.next()).isTrue();
            assertThat(List.of(
                            row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5)))
                    .containsExactly("on", "on", "on", "off", "1.1");
            assertThat(row.getString(6)).startsWith("18.");
        }
    }

    @Test
    @Order(1)
    void everyTopicHasItsPartitionsAndItsCleanup() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", suite.kafkaBootstrap()))) {
            Map<String, TopicDescription> topics = admin.describeTopics(
                            KafkaTopics.wanted().stream().map(Topic::name).toList())
                    .allTopicNames()
                    .get(20, TimeUnit.SECONDS);
            for (Topic topic : KafkaTopics.wanted()) {
                assertThat(topics.get(topic.name()).partitions())
                        .as(topic.name())
                        .hasSize(topic.partitions());
                ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
                Config settings = admin.describeConfigs(List.of(resource))
                        .all()
                        .get(20, TimeUnit.SECONDS)
                        .get(resource);
                topic.settings()
                        .forEach((name, value) -> assertThat(settings.get(name).value())
                                .as(topic.name() + " " + name)
                                .isEqualTo(value));
            }
        }
    }

    @Test
    @Order(2)
    void aTopicOfAnOlderVersionIsBroughtAlong() throws Exception {
        ConfigResource ingest = new ConfigResource(ConfigResource.Type.TOPIC, "billing.usage.ingest.v1");
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", suite.kafkaBootstrap()))) {
            admin.incrementalAlterConfigs(Map.of(
                            ingest,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("retention.ms", "604800000"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get(20, TimeUnit.SECONDS);

            KafkaTopics.create(suite.kafkaBootstrap());

            assertThat(admin.describeConfigs(List.of(ingest))
                            .all()
                            .get(20, TimeUnit.SECONDS)
                            .get(ingest)
                            .get("retention.ms")
                            .value())
                    .isEqualTo(Long.toString(Duration.ofDays(35).toMillis()));
        }
    }

    @Test
    @Order(1)
    void aDemoUserGetsATokenWithItsClaims() {
        String claims = claims(suite.token("olivia"));

        assertThat(claims)
                .contains("\"iss\":\"" + suite.issuer() + "\"")
                .contains("\"sub\":\"olivia\"")
                .contains("\"aud\":[\"enterprise-mode\"]")
                .contains("\"email\":\"olivia@acme.example\"");
        assertThat(claims(suite.token("opal"))).contains("\"roles\":[\"operator\"]");
        assertThat(claims(suite.token("producer"))).contains("\"sub\":\"producer\"", "\"roles\":[\"usage:backfill\"]");
    }

    @Test
    @Order(1)
    void nobodyElseGetsAToken() {
        assertThatThrownBy(() -> suite.token("mallory"))
                .isInstanceOf(SuiteException.class)
                .hasMessageContaining("mallory");
    }

    @Test
    @Order(2)
    void aSecondStartChangesNothing() {
        List<Long> before = pids();

        suite.startBackingServices();

        assertThat(pids()).isEqualTo(before).hasSize(2);
    }

    @Test
    @Order(3)
    void afterACrashOfEverythingTheDataIsThere() throws Exception {
        try (Connection owner = connect(ServiceName.TEAMS, ServiceName.TEAMS, DatabaseRole.OWNER);
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE TABLE survivor (id integer PRIMARY KEY)");
            statement.execute("INSERT INTO survivor SELECT generate_series(1, 1000)");
        }
        send("teams.structure.v1", "survivor");
        String token = suite.token("olivia");

        suite.kill();
        suite.startBackingServices();

        try (Connection owner = connect(ServiceName.TEAMS, ServiceName.TEAMS, DatabaseRole.OWNER);
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM survivor")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong(1)).isEqualTo(1000);
        }
        assertThat(receive("teams.structure.v1")).contains("survivor");
        assertThat(userinfo(token)).isEqualTo(200);
    }

    @Test
    @Order(4)
    void aServerThatNobodyRemembersIsReplacedAndTheDataStays() throws Exception {
        Files.delete(suite.folders().run().resolve("postgres.pid"));

        suite.postgres().start();

        try (Connection owner = connect(ServiceName.TEAMS, ServiceName.TEAMS, DatabaseRole.OWNER);
                Statement statement = owner.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM survivor")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getLong(1)).isEqualTo(1000);
        }
    }

    @Test
    @Order(5)
    void kafkaAndTheSignInLogNoErrors() throws Exception {
        assertThat(Files.readAllLines(suite.folders().log("stack")))
                .noneMatch(line -> line.contains("ERROR") || line.contains("SEVERE"));
    }

    private static Connection connect(ServiceName database, ServiceName owner, DatabaseRole role) throws SQLException {
        return DriverManager.getConnection(
                suite.jdbcUrl(database), role.nameFor(owner), suite.databasePassword(owner, role));
    }

    private static List<Long> pids() {
        return suite.processes().stream()
                .flatMap(process -> process.process().running().stream())
                .map(ProcessHandle::pid)
                .toList();
    }

    private static String claims(String token) {
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }

    private static int userinfo(String token) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(suite.issuer() + "/userinfo"))
                    .header("Authorization", "Bearer " + token)
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        }
    }

    private static void send(String topic, String value) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", suite.kafkaBootstrap(), "acks", "all");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "key", value)).get(20, TimeUnit.SECONDS);
        }
    }

    private static List<String> receive(String topic) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", suite.kafkaBootstrap(), "group.id", "test", "auto.offset.reset", "earliest");
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            List<String> values = new ArrayList<>();
            for (int i = 0; i < 20 && values.isEmpty(); i++) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
