package io.enterprisemode.testkit.architecture.samples.statements;

final class Statements {

    static final String ONE = "select name from invoice where org_id = $1 and id = $2";
    static final String JOINED =
            "select 1 from invoice i join customer c on c.org_id = $1 and c.id = i.customer_id where i.org_id = $1";
    static final String OF_ALL = "select org_id from invoice where due_at < $1";
    static final String HALF =
            "select 1 from invoice where org_id = $1 and exists (select 1 from customer where id = $2)";
    static final String OF_SEVERAL =
            "select i.name from unnest($1::uuid[]) as asked (org_id) join invoice i on i.org_id = asked.org_id";
    static final String OF_SEVERAL_BY_ID =
            "select i.name from unnest($1::uuid[]) as asked (id) join invoice i on i.id = asked.id";
    static final String OTHER = "select 1 from currency where code = $1";

    private Statements() {}
}
