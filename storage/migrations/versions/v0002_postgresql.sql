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

CREATE TABLE reminder_pause (
    id BIGSERIAL NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    reason TEXT COLLATE "C" NOT NULL,
    since TEXT COLLATE "C" NOT NULL,
    until_on TEXT COLLATE "C",
    note TEXT COLLATE "C" NOT NULL,
    marked_by TEXT COLLATE "C" NOT NULL,
    marked_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT reminder_pause_reason CHECK (reason IN ('asked', 'bereaved', 'other')),
    CONSTRAINT reminder_pause_days CHECK (length(since) = 10 AND length(until_on) = 10),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)

CREATE INDEX reminder_pause_member ON reminder_pause (member)

CREATE TABLE warning (
    id BIGSERIAL NOT NULL,
    member TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    issued_on TEXT COLLATE "C" NOT NULL,
    issued_by TEXT COLLATE "C" NOT NULL,
    cents BIGINT NOT NULL,
    pay_by_on TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    outbox BIGINT,
    told_by TEXT COLLATE "C",
    told_on TEXT COLLATE "C",
    noted_by TEXT COLLATE "C",
    note TEXT COLLATE "C",
    PRIMARY KEY (id),
    CONSTRAINT warning_kind CHECK (kind IN ('dues')),
    CONSTRAINT warning_positive CHECK (cents >= 1),
    CONSTRAINT warning_told_by CHECK (told_by IN ('letter', 'call')),
    CONSTRAINT warning_told CHECK ((told_by IS NULL) = (told_on IS NULL)),
    CONSTRAINT warning_days CHECK (length(issued_on) = 10 AND length(pay_by_on) = 10 AND length(told_on) = 10),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number),
    CONSTRAINT outbox_fk FOREIGN KEY(outbox) REFERENCES outbox (id)
)

CREATE INDEX warning_member ON warning (member, id)

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
