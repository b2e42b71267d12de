package io.enterprisemode.teams.authzen;

import io.enterprisemode.contracts.access.NodeType;
import io.enterprisemode.contracts.access.Permission;
import io.enterprisemode.contracts.teams.PrincipalKind;
import io.enterprisemode.teams.authzen.Entities.Action;
import io.enterprisemode.teams.authzen.Entities.Resource;
import io.enterprisemode.teams.authzen.Entities.Subject;
import io.enterprisemode.teams.authzen.Resolution.Where;
import io.enterprisemode.teams.authzen.Resolution.Who;
import io.enterprisemode.teams.authzen.Search.ActionSearch;
import io.enterprisemode.teams.authzen.Search.Actions;
import io.enterprisemode.teams.authzen.Search.ResourceSearch;
import io.enterprisemode.teams.authzen.Search.Resources;
import io.enterprisemode.teams.authzen.Search.SubjectSearch;
import io.enterprisemode.teams.authzen.Search.Subjects;
import io.enterprisemode.teams.permission.PermissionCheckService;
import io.enterprisemode.teams.permission.PermissionCheckService.Finding;
import io.enterprisemode.teams.permission.PermissionCheckView.One;
import io.enterprisemode.teams.permission.PermissionListings;
import io.enterprisemode.teams.permission.PermissionQuestion;
import io.enterprisemode.web.access.AccessSubject;
import io.enterprisemode.web.access.Grants;
import io.enterprisemode.web.paging.Cursor;
import io.enterprisemode.web.paging.Page;
import io.enterprisemode.web.problem.ProblemException;
import io.enterprisemode.web.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Searches of AuthZEN, by the listings of permissions. What is unknown, or not visible to the caller, has no results.
 */
@ApplicationScoped
class SearchService {

    private final PermissionListings listings;
    private final PermissionCheckService checks;

    SearchService(PermissionListings listings, PermissionCheckService checks) {
        this.listings = listings;
        this.checks = checks;
    }

    /** Subjects of a type that may do something to a resource. */
    Uni<Subjects> subjects(Grants caller, SubjectSearch search) {
        Optional<PrincipalKind> kind = Resolution.TOP.kind(search.subject());
        Optional<Permission> what = Resolution.TOP.what(search.action());
        Optional<Where> where = Resolution.TOP.where(search.resource());
        if (kind.isEmpty() || what.isEmpty() || where.isEmpty()) {
            return Uni.createFrom().item(new Subjects(SearchToken.NOTHING, List.of()));
        }
        SearchToken token = SearchToken.of(
                search.page(),
                "subject",
                caller.organizationId().toString(),
                kind.get().name(),
                what.get().code(),
                where.get().toString());
        Cursor after = Cursor.decode(token.position(), 1).orElse(null);
        return requireType(caller, where.get())
                .chain(() -> listings.whoCan(caller, what.get(), where.get().id(), kind.get(), after, token.limit()))
                .onFailure(SearchService::isNotFound)
                .recoverWithItem(new Page<>(List.of(), null))
                .map(page -> new Subjects(
                        token.info(page.items().size(), page.nextCursor()),
                        page.items().stream()
                                .map(holder -> new Subject(
                                        Resolution.code(holder.kind()),
                                        holder.principalId().toString(),
                                        null))
                                .toList()));
    }

    /** A resource of another type than the one of that id is none. */
    private Uni<Void> requireType(Grants caller, Where where) {
        return checks.visiblePath(caller, where.id())
                .invoke(path -> {
                    if (path.filter(known -> known.node().type() == where.type())
                            .isEmpty()) {
                        throw ProblemException.notFound("resource");
                    }
                })
                .replaceWithVoid();
    }

    /** Resources of a type to which a subject may do something. */
    Uni<Resources> resources(Grants caller, ResourceSearch search) {
        Optional<Who> who = Resolution.TOP.who(search.subject());
        Optional<Permission> what = Resolution.TOP.what(search.action());
        Optional<NodeType> type = Resolution.TOP.type(search.resource());
        if (who.isEmpty() || what.isEmpty() || type.isEmpty()) {
            return Uni.createFrom().item(new Resources(SearchToken.NOTHING, List.of()));
        }
        SearchToken token = SearchToken.of(
                search.page(),
                "resource",
                caller.organizationId().toString(),
                who.get().toString(),
                what.get().code(),
                type.get().name());
        Cursor after = Cursor.decode(token.position(), 2).orElse(null);
        return listings.whatCan(
                        caller,
                        who.get().id(),
                        who.get().kind(),
                        what.get(),
                        EnumSet.of(type.get()),
                        after,
                        token.limit())
                .onFailure(SearchService::isNotFound)
                .recoverWithItem(new Page<>(List.of(), null))
                .map(page -> new Resources(
                        token.info(page.items().size(), page.nextCursor()),
                        page.items().stream()
                                .map(found -> new Resource(
                                        Resolution.code(found.node().type()),
                                        found.node().id().toString(),
                                        null))
                                .toList()));
    }

    /** What a subject may do to a resource; one statement tells all. */
    Uni<Actions> actions(AccessSubject caller, ActionSearch search) {
        Supplier<List<PermissionQuestion>> questions = () -> {
            Optional<Who> who = Resolution.TOP.who(search.subject());
            Optional<Where> where = Resolution.TOP.where(search.resource());
            if (who.isEmpty() || where.isEmpty()) {
                return List.of();
            }
            return Arrays.stream(Permission.values())
                    .map(permission -> new PermissionQuestion(
                            permission, where.get().id(), who.get().id()))
                    .toList();
        };
        return checks.find(caller, questions).map(findings -> page(caller, search, findings));
    }

    private static Actions page(AccessSubject caller, ActionSearch search, List<Finding> findings) {
        SearchToken token = SearchToken.of(
                search.page(),
                "action",
                caller.organizationId().toString(),
                String.valueOf(search.subject()),
                String.valueOf(search.resource()));
        int from = Cursor.decode(token.position(), 1)
                .map(position -> (int) position.number(0))
                .orElse(0);
        List<Action> found = findings.stream()
                .filter(finding -> isOf(finding, search))
                .flatMap(finding -> finding.answer().stream())
                .filter(One::allowed)
                .map(answer -> new Action(answer.permission().code(), null))
                .toList();
        int begin = Math.clamp(from, 0, found.size());
        int end = Math.min(begin + token.limit(), found.size());
        return new Actions(
                token.info(end - begin, end < found.size() ? Cursor.of(end).encoded() : null),
                found.subList(begin, end));
    }

    private static boolean isOf(Finding finding, ActionSearch search) {
        return finding.kind().equals(Resolution.TOP.kind(search.subject()))
                && finding.path().map(path -> path.node().type()).equals(Resolution.TOP.type(search.resource()));
    }

    private static boolean isNotFound(Throwable failure) {
        return failure instanceof ProblemException problem && problem.type().equals(ProblemType.NOT_FOUND);
    }
}
