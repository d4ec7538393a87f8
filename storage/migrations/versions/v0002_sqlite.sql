CREATE TABLE document (
    id INTEGER NOT NULL,
    about TEXT NOT NULL,
    member TEXT NOT NULL,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    content TEXT,
    kept_at INTEGER NOT NULL,
    erase_at INTEGER,
    erased_at INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT document_kept_or_erased CHECK (content IS NOT NULL OR erased_at IS NOT NULL),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX document_about ON document (about)

CREATE INDEX document_erase_at ON document (erase_at)

CREATE INDEX document_member ON document (member)

CREATE TABLE payment_decision (
    payment INTEGER NOT NULL,
    state TEXT NOT NULL,
    cents INTEGER NOT NULL,
    reason TEXT,
    receipt TEXT,
    decided_by TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    PRIMARY KEY (payment, state),
    CONSTRAINT payment_decision_positive CHECK (cents >= 1),
    CONSTRAINT payment_decision_state CHECK (state IN ('confirmed', 'rejected', 'withdrawn', 'reversed')),
    CONSTRAINT payment_fk FOREIGN KEY(payment) REFERENCES payment (id),
    UNIQUE (receipt)
)
 STRICT
