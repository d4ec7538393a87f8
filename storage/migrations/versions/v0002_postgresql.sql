CREATE TABLE document (
    id BIGSERIAL NOT NULL,
    about TEXT COLLATE "C" NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    media_type TEXT COLLATE "C" NOT NULL,
    size BIGINT NOT NULL,
    content TEXT COLLATE "C",
    kept_at BIGINT NOT NULL,
    erase_at BIGINT,
    erased_at BIGINT,
    PRIMARY KEY (id),
    CONSTRAINT document_kept_or_erased CHECK (content IS NOT NULL OR erased_at IS NOT NULL),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX document_about ON document (about)

CREATE INDEX document_erase_at ON document (erase_at)

CREATE INDEX document_member ON document (member)

CREATE TABLE payment_decision (
    payment BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    reason TEXT COLLATE "C",
    receipt TEXT COLLATE "C",
    decided_by TEXT COLLATE "C" NOT NULL,
    decided_at BIGINT NOT NULL,
    PRIMARY KEY (payment, state),
    CONSTRAINT payment_decision_positive CHECK (cents >= 1),
    CONSTRAINT payment_decision_state CHECK (state IN ('confirmed', 'rejected', 'withdrawn', 'reversed')),
    CONSTRAINT payment_fk FOREIGN KEY(payment) REFERENCES payment (id),
    UNIQUE (receipt)
)
