package io.enterprisemode.web.openapi;

import io.enterprisemode.web.access.ConsistencyToken;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;
import org.jboss.jandex.AnnotationInstance;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.DotName;
import org.jboss.jandex.IndexView;
import org.jboss.jandex.MethodInfo;

/**
 * Writes what the access declarations say into the OpenAPI document at build time: {@code x-required-permission}, the
 * security scheme, the organization header and the problems every operation can answer with.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class AccessInOpenApi implements OASFilter {

    private static final String CONSISTENCY_TOKEN = "ConsistencyToken";
    private static final String ACCESS = "io.enterprisemode.web.access.";
    private static final Map<String, String> COMMON = Map.of(
            "400", "The request is not valid",
            "401", "No valid credential",
            "403", "The permission is missing",
            "404", "Not there, or not there for this caller",
            "413", "The body is too large",
            "415", "The content type is not supported",
            "500", "Something went wrong on our side",
            "503", "Try again later");

    private final Map<String, String> permissionByOperation = new HashMap<>();
    private final Map<String, String> methodByOperation = new HashMap<>();

    public AccessInOpenApi(IndexView index) {
        for (AnnotationInstance path : index.getAnnotations(DotName.createSimple("jakarta.ws.rs.Path"))) {
            if (path.target().kind() == org.jboss.jandex.AnnotationTarget.Kind.CLASS) {
                read(path.target().asClass());
            }
        }
    }

    private void read(ClassInfo resource) {
        for (MethodInfo method : resource.methods()) {
            String id = resource.name() + "_" + method.name();
            methodByOperation.put(id, method.name());
            String permission = permission(method);
            if (permission != null) {
                permissionByOperation.put(id, permission);
            }
        }
    }

    private static @org.jspecify.annotations.Nullable String permission(MethodInfo method) {
        if (method.hasAnnotation(DotName.createSimple(ACCESS + "Public"))) {
            return "public";
        }
        if (method.hasAnnotation(DotName.createSimple(ACCESS + "SignedIn"))) {
            return "signed-in";
        }
        AnnotationInstance requires = method.annotation(DotName.createSimple(ACCESS + "Requires"));
        if (requires != null) {
            return io.enterprisemode.contracts.access.Permission.valueOf(
                            requires.value().asEnum())
                    .code();
        }
        AnnotationInstance installation = method.annotation(DotName.createSimple(ACCESS + "RequiresInstallation"));
        if (installation != null) {
            return "installation:"
                    + io.enterprisemode.contracts.access.InstallationPermission.valueOf(
                                    installation.value().asEnum())
                            .code();
        }
        return null;
    }

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        document.getComponents()
                .addSecurityScheme(
                        "bearer",
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("An access token of the OpenID provider, or an API key (emk_...)."));
        if (document.getPaths() == null) {
            return;
        }
        for (PathItem path : document.getPaths().getPathItems().values()) {
            path.getOperations().values().forEach(operation -> complete(operation, document.getComponents()));
        }
    }

    private void complete(Operation operation, Components components) {
        String id = operation.getOperationId();
        String permission = permissionByOperation.get(id);
        if (permission == null) {
            throw new IllegalStateException("operation without an access declaration: " + id);
        }
        operation.addExtension("x-required-permission", permission);
        operation.setOperationId(methodByOperation.get(id));
        if (!permission.equals("public")) {
            operation.addSecurityRequirement(
                    OASFactory.createSecurityRequirement().addScheme("bearer", List.of()));
        }
        if (!permission.equals("public") && !permission.equals("signed-in")) {
            operation.addParameter(OASFactory.createParameter()
                    .name("Enterprise-Org")
                    .in(Parameter.In.HEADER)
                    .required(false)
                    .description("The organization to act in; may be left out by members of only one.")
                    .schema(OASFactory.createSchema()
                            .type(List.of(Schema.SchemaType.STRING))
                            .format("uuid")));
            operation.addParameter(OASFactory.createParameter().ref(CONSISTENCY_TOKEN));
            components.addParameter(CONSISTENCY_TOKEN, consistencyToken());
        }
        addProblems(operation);
    }

    private static Parameter consistencyToken() {
        return OASFactory.createParameter()
                .name(ConsistencyToken.HEADER)
                .in(Parameter.In.HEADER)
                .required(false)
                .description("What the answer to a change carried in this header: "
                        + "the request is not refused by a view that lacks the change.")
                .schema(OASFactory.createSchema().type(List.of(Schema.SchemaType.STRING)));
    }

    private static void addProblems(Operation operation) {
        APIResponses responses = operation.getResponses();
        COMMON.forEach((status, description) -> {
            if (!responses.hasAPIResponse(status)) {
                responses.addAPIResponse(status, problem(description));
            }
        });
        for (Map.Entry<String, APIResponse> entry : responses.getAPIResponses().entrySet()) {
            if (entry.getKey().startsWith("4") && entry.getValue().getContent() == null) {
                entry.getValue().setContent(problem("").getContent());
            }
        }
    }

    private static APIResponse problem(String description) {
        return OASFactory.createAPIResponse()
                .description(description)
                .content(OASFactory.createContent()
                        .addMediaType(
                                "application/problem+json",
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))));
    }
}
