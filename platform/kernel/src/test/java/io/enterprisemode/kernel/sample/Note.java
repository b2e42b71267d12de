package io.enterprisemode.kernel.sample;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.UUID;

@Entity
@Table(name = "note")
@IdClass(Note.Key.class)
public class Note {

    @Id
    @Column(name = "org_id")
    UUID orgId;

    @Id
    UUID id;

    String text;

    protected Note() {}

    public Note(UUID orgId, UUID id, String text) {
        this.orgId = orgId;
        this.id = id;
        this.text = text;
    }

    public String text() {
        return text;
    }

    public record Key(UUID orgId, UUID id) {}
}
