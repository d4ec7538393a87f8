CREATE TABLE aid_event (
    id INTEGER NOT NULL,
    opened_at INTEGER NOT NULL,
    called_on TEXT,
    levy_cents INTEGER,
    due_on TEXT,
    announced_by TEXT,
    announced_at INTEGER,
    announcement TEXT,
    PRIMARY KEY (id),
    CONSTRAINT aid_event_call CHECK ((called_on IS NULL) = (levy_cents IS NULL) AND (called_on IS NULL) = (due_on IS NULL)),
    CONSTRAINT aid_event_positive CHECK (levy_cents >= 1),
    CONSTRAINT aid_event_days CHECK (length(called_on) = 10 AND length(due_on) = 10),
    CONSTRAINT aid_event_announced CHECK ((announced_by IS NULL) = (announced_at IS NULL) AND (announced_by IS NULL) = (announcement IS NULL))
)
 STRICT

CREATE TABLE claim (
    id INTEGER NOT NULL,
    event INTEGER NOT NULL,
    kind TEXT NOT NULL,
    concerns TEXT NOT NULL,
    event_on TEXT NOT NULL,
    tie TEXT NOT NULL,
    relative TEXT NOT NULL,
    children INTEGER NOT NULL,
    ceremony INTEGER NOT NULL,
    invitation INTEGER NOT NULL,
    announced_on TEXT NOT NULL,
    declared_on TEXT NOT NULL,
    declared_by TEXT NOT NULL,
    declared_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    round INTEGER NOT NULL,
    ruled TEXT,
    consent INTEGER,
    verdict TEXT,
    decided_by TEXT,
    decided_at INTEGER,
    reason TEXT,
    cancelled_by TEXT,
    cancelled_at INTEGER,
    cancel_reason TEXT,
    PRIMARY KEY (id),
    CONSTRAINT claim_ceremony CHECK (ceremony IN (0, 1)),
    CONSTRAINT claim_invitation CHECK (invitation IN (0, 1)),
    CONSTRAINT claim_consent CHECK (consent IN (0, 1)),
    CONSTRAINT claim_kind CHECK (kind IN ('death_member', 'death_spouse', 'death_child', 'death_father', 'death_mother', 'death_brother', 'death_sister', 'marriage', 'birth', 'baptism', 'birthday', 'other')),
    CONSTRAINT claim_ruled CHECK (ruled IN ('death_member', 'death_spouse', 'death_child', 'death_father', 'death_mother', 'death_brother', 'death_sister', 'marriage', 'birth', 'baptism', 'birthday')),
    CONSTRAINT claim_tie CHECK (tie IN ('half_sibling', 'adoption', 'partner', 'stillborn', 'in_law', 'grandparent', 'unlisted')),
    CONSTRAINT claim_children CHECK (children >= 1),
    CONSTRAINT claim_days CHECK (length(event_on) = 10 AND length(announced_on) = 10 AND length(declared_on) = 10),
    CONSTRAINT claim_state CHECK (state IN ('declared', 'approved', 'refused', 'withdrawn', 'cancelled')),
    CONSTRAINT claim_decided CHECK ((state = 'declared') = (decided_at IS NULL)),
    CONSTRAINT claim_decider CHECK ((decided_at IS NULL) = (decided_by IS NULL)),
    CONSTRAINT claim_refused CHECK (state <> 'refused' OR (reason IS NOT NULL AND length(reason) > 0)),
    CONSTRAINT claim_cancelled CHECK ((state = 'cancelled') = (cancelled_at IS NOT NULL)),
    CONSTRAINT claim_canceller CHECK ((cancelled_at IS NULL) = (cancelled_by IS NULL) AND (cancelled_at IS NULL) = (cancel_reason IS NULL)),
    CONSTRAINT event_fk FOREIGN KEY(event) REFERENCES aid_event (id),
    CONSTRAINT concerns_fk FOREIGN KEY(concerns) REFERENCES member (number),
    CONSTRAINT declared_by_fk FOREIGN KEY(declared_by) REFERENCES member (number)
)
 STRICT

CREATE INDEX claim_concerns ON claim (concerns)

CREATE INDEX claim_declared_by ON claim (declared_by)

CREATE INDEX claim_event ON claim (event)

CREATE INDEX claim_event_on ON claim (event_on)

CREATE INDEX claim_state ON claim (state)

CREATE TABLE help_request (
    id INTEGER NOT NULL,
    member TEXT NOT NULL,
    words TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    state TEXT NOT NULL,
    answered_by TEXT,
    answered_at INTEGER,
    answer TEXT,
    cents INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT help_request_state CHECK (state IN ('asked', 'proposed', 'declined', 'withdrawn')),
    CONSTRAINT help_request_answered CHECK ((state = 'asked') = (answered_at IS NULL)),
    CONSTRAINT help_request_whole CHECK ((answered_at IS NULL) = (answered_by IS NULL) AND (answered_at IS NULL) = (answer IS NULL)),
    CONSTRAINT help_request_positive CHECK (cents >= 1),
    CONSTRAINT help_request_proposed CHECK ((state = 'proposed') = (cents IS NOT NULL)),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX help_request_member ON help_request (member)

CREATE INDEX help_request_state ON help_request (state)

CREATE TABLE document_view (
    id INTEGER NOT NULL,
    document INTEGER NOT NULL,
    viewer TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT document_fk FOREIGN KEY(document) REFERENCES document (id)
)
 STRICT

CREATE INDEX document_view_document ON document_view (document)
