package io.enterprisemode.teams.access;

import io.enterprisemode.web.access.ConsistencyToken;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.AnnotationTarget;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;

/**
 * Writes into the OpenAPI document which answers always carry a {@link ConsistencyToken}: those to changes, as
 * {@link ConsistencyTokens} decides. Answers to reading requests that also changed something, such as a first sign-in,
 * carry one, too. Runs before the filter that takes the class out of the ids of operations.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD, priority = 2)
public class ConsistencyTokensInOpenApi implements OASFilter {

    private static final String COMPONENT = "ConsistencyToken";

    private final Set<String> ofReadOnly = new HashSet<>();

    public ConsistencyTokensInOpenApi(IndexView index) {
        for (AnnotationInstance annotation : index.getAnnotations(DotName.createSimple(ReadOnly.class))) {
            if (annotation.target().kind() == AnnotationTarget.Kind.CLASS) {
                ClassInfo resource = annotation.target().asClass();
                resource.methods().forEach(method -> ofReadOnly.add(resource.name() + "_" + method.name()));
            }
        }
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null) {
            return;
        }
        for (PathItem path : document.getPaths().getPathItems().values()) {
            for (Map.Entry<PathItem.HttpMethod, Operation> operation :
                    path.getOperations().entrySet()) {
                if (changes(operation.getKey(), operation.getValue())) {
                    operation.getValue().getResponses().getAPIResponses().forEach(this::describe);
                }
            }
        }
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.getComponents().addHeader(COMPONENT, header());
    }

    private boolean changes(PathItem.HttpMethod method, Operation operation) {
        return !ConsistencyTokens.SAFE.contains(method.name()) && !ofReadOnly.contains(operation.getOperationId());
    }

    private void describe(String status, APIResponse response) {
        if (status.startsWith("2")) {
            response.addHeader(
                    ConsistencyToken.HEADER, OASFactory.createHeader().ref(COMPONENT));
        }
    }

    private static Header header() {
        return OASFactory.createHeader()
                .description("A request that carries it back, to any service, is not refused by a view that lacks the "
                        + "change.")
                .schema(OASFactory.createSchema().type(List.of(Schema.SchemaType.STRING)));
    }
}
