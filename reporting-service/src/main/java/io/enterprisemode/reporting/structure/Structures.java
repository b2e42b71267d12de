package io.enterprisemode.reporting.structure;

import io.enterprisemode.kernel.tenancy.Tenant;
import io.enterprisemode.reporting.structure.Structure.Workspace;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads the structure of an organization from the view that the kernel keeps. */
@ApplicationScoped
public class Structures {

    private static final String NODES = """
            select cast(node_id as text), node_type, cast(parent_id as text), name, time_zone
              from access_node
             where org_id = :org and node_type in ('ORGANIZATION', 'WORKSPACE')""";

    /** The structure of the transaction's organization. */
    public Uni<Structure> of(Tenant tenant) {
        return tenant.session()
                .createNativeQuery(NODES, Object[].class)
                .setParameter("org", tenant.organizationId())
                .getResultList()
                .map(Structures::structure);
    }

    private static Structure structure(List<Object[]> nodes) {
        ZoneId zone = ZoneOffset.UTC;
        Map<UUID, Workspace> workspaces = new HashMap<>();
        for (Object[] node : nodes) {
            if (node[1].equals("ORGANIZATION")) {
                zone = node[4] == null ? zone : zone((String) node[4]);
            } else {
                UUID id = UUID.fromString((String) node[0]);
                workspaces.put(id, new Workspace(id, UUID.fromString((String) node[2]), (String) node[3]));
            }
        }
        return new Structure(zone, workspaces);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            return ZoneOffset.UTC;
        }
    }
}
