DROP INDEX warning_member

ALTER TABLE warning RENAME TO warning_before

CREATE TABLE warning (
    id INTEGER NOT NULL,
    member TEXT NOT NULL,
    kind TEXT NOT NULL,
    issued_on TEXT NOT NULL,
    issued_by TEXT NOT NULL,
    cents INTEGER NOT NULL,
    pay_by_on TEXT,
    body TEXT NOT NULL,
    outbox INTEGER,
    told_by TEXT,
    told_on TEXT,
    noted_by TEXT,
    note TEXT,
    PRIMARY KEY (id),
    CONSTRAINT warning_kind CHECK (kind IN ('dues', 'absences')),
    CONSTRAINT warning_positive CHECK (cents >= 0 AND (kind = 'dues') = (cents >= 1)),
    CONSTRAINT warning_pay_by CHECK ((kind = 'dues') = (pay_by_on IS NOT NULL)),
    CONSTRAINT warning_told_by CHECK (told_by IN ('letter', 'call')),
    CONSTRAINT warning_told CHECK ((told_by IS NULL) = (told_on IS NULL)),
    CONSTRAINT warning_days CHECK (length(issued_on) = 10 AND length(pay_by_on) = 10 AND length(told_on) = 10),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number),
    CONSTRAINT outbox_fk FOREIGN KEY(outbox) REFERENCES outbox (id)
)
 STRICT

INSERT INTO warning SELECT * FROM warning_before

DROP TABLE warning_before

CREATE INDEX warning_member ON warning (member, id)

DROP INDEX keyboard_account

ALTER TABLE keyboard RENAME TO keyboard_before

CREATE TABLE keyboard (
    id INTEGER NOT NULL,
    token TEXT NOT NULL,
    channel TEXT NOT NULL,
    account TEXT NOT NULL,
    actions TEXT NOT NULL,
    expires_at INTEGER NOT NULL,
    question TEXT,
    replaced_at INTEGER,
    outbox INTEGER,
    PRIMARY KEY (id),
    UNIQUE (token),
    CONSTRAINT outbox_fk FOREIGN KEY(outbox) REFERENCES outbox (id)
)
 STRICT

INSERT INTO keyboard SELECT *, NULL FROM keyboard_before

DROP TABLE keyboard_before

CREATE INDEX keyboard_account ON keyboard (channel, account, id)

CREATE TABLE exemption (
    id INTEGER NOT NULL,
    member TEXT NOT NULL,
    first_on TEXT NOT NULL,
    last_on TEXT NOT NULL,
    reason TEXT NOT NULL,
    agreed_by TEXT NOT NULL,
    agreed_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT exemption_days CHECK (length(first_on) = 10 AND length(last_on) = 10),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX exemption_member ON exemption (member)

CREATE TABLE petition (
    id INTEGER NOT NULL,
    purpose TEXT NOT NULL,
    words TEXT NOT NULL,
    state TEXT NOT NULL,
    begun_by TEXT NOT NULL,
    begun_at INTEGER NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT petition_purpose CHECK (purpose IN ('texts', 'discipline', 'exceptional', 'vacancy')),
    CONSTRAINT petition_state CHECK (state IN ('open', 'reached', 'convened', 'withdrawn')),
    CONSTRAINT begun_by_fk FOREIGN KEY(begun_by) REFERENCES member (number)
)
 STRICT

CREATE INDEX petition_begun_by ON petition (begun_by)

CREATE TABLE meeting (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    held_on TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    place TEXT NOT NULL,
    agenda TEXT NOT NULL,
    hosts TEXT NOT NULL,
    purpose TEXT,
    petition INTEGER,
    first INTEGER,
    state TEXT NOT NULL,
    edition INTEGER NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at INTEGER NOT NULL,
    convened_by TEXT,
    convened_at INTEGER,
    called_off_by TEXT,
    called_off_at INTEGER,
    called_off_reason TEXT,
    opened_by TEXT,
    opened_at INTEGER,
    chair TEXT,
    secretary TEXT,
    frozen TEXT,
    closed_by TEXT,
    closed_at INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT meeting_kind CHECK (kind IN ('monthly', 'ago', 'age', 'exceptional')),
    CONSTRAINT meeting_purpose CHECK (purpose IN ('texts', 'discipline', 'exceptional', 'vacancy')),
    CONSTRAINT meeting_state CHECK (state IN ('proposed', 'convened', 'open', 'closed', 'called_off')),
    CONSTRAINT meeting_day CHECK (length(held_on) = 10),
    CONSTRAINT meeting_convened CHECK ((convened_at IS NULL) = (convened_by IS NULL)),
    CONSTRAINT meeting_proposed CHECK (state = 'called_off' OR (state = 'proposed') = (convened_at IS NULL)),
    CONSTRAINT meeting_called_off CHECK ((state = 'called_off') = (called_off_at IS NOT NULL)),
    CONSTRAINT meeting_opened CHECK ((state IN ('open', 'closed')) = (opened_at IS NOT NULL)),
    CONSTRAINT meeting_frozen CHECK ((opened_at IS NULL) = (frozen IS NULL)),
    CONSTRAINT meeting_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CONSTRAINT petition_fk FOREIGN KEY(petition) REFERENCES petition (id),
    CONSTRAINT first_fk FOREIGN KEY(first) REFERENCES meeting (id)
)
 STRICT

CREATE UNIQUE INDEX meeting_first ON meeting (first) WHERE state <> 'called_off'

CREATE INDEX meeting_starts_at ON meeting (starts_at)

CREATE TABLE signature (
    petition INTEGER NOT NULL,
    member TEXT NOT NULL,
    signed_at INTEGER NOT NULL,
    PRIMARY KEY (petition, member),
    CONSTRAINT petition_fk FOREIGN KEY(petition) REFERENCES petition (id),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX signature_member ON signature (member)

CREATE TABLE broadcast (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    audience TEXT NOT NULL,
    body TEXT NOT NULL,
    meeting INTEGER,
    corrects INTEGER,
    leaves_at INTEGER,
    state TEXT NOT NULL,
    author TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    endorsed_by TEXT,
    sent_at INTEGER,
    stopped_by TEXT,
    PRIMARY KEY (id),
    CONSTRAINT broadcast_kind CHECK (kind IN ('convocation', 'change', 'calling_off', 'minutes', 'message', 'correction')),
    CONSTRAINT broadcast_state CHECK (state IN ('proposed', 'planned', 'sent', 'stopped')),
    CONSTRAINT broadcast_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT broadcast_stopped CHECK ((state = 'stopped') = (stopped_by IS NOT NULL)),
    CONSTRAINT broadcast_planned CHECK (state <> 'planned' OR leaves_at IS NOT NULL),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT corrects_fk FOREIGN KEY(corrects) REFERENCES broadcast (id)
)
 STRICT

CREATE INDEX broadcast_meeting ON broadcast (meeting)

CREATE INDEX broadcast_state ON broadcast (state)

CREATE TABLE excuse (
    meeting INTEGER NOT NULL,
    member TEXT NOT NULL,
    accepted INTEGER NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at INTEGER NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (meeting, member),
    CONSTRAINT excuse_accepted CHECK (accepted IN (0, 1)),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX excuse_member ON excuse (member)

CREATE TABLE presence (
    id INTEGER NOT NULL,
    meeting INTEGER NOT NULL,
    member TEXT NOT NULL,
    arrived_at INTEGER NOT NULL,
    left_at INTEGER,
    checked_in_by TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX presence_meeting ON presence (meeting, member)

CREATE INDEX presence_member ON presence (member)

CREATE UNIQUE INDEX presence_there ON presence (meeting, member) WHERE left_at IS NULL

CREATE TABLE proxy (
    id INTEGER NOT NULL,
    meeting INTEGER NOT NULL,
    giver TEXT NOT NULL,
    holder TEXT NOT NULL,
    writing TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    entered_by TEXT NOT NULL,
    state TEXT NOT NULL,
    ended_at INTEGER,
    ended_by TEXT,
    PRIMARY KEY (id),
    CONSTRAINT proxy_other CHECK (giver <> holder),
    CONSTRAINT proxy_writing CHECK (writing IN ('chat', 'sms', 'email', 'letter')),
    CONSTRAINT proxy_state CHECK (state IN ('given', 'withdrawn', 'declined', 'lapsed')),
    CONSTRAINT proxy_ended CHECK ((state = 'given') = (ended_at IS NULL)),
    CONSTRAINT proxy_ender CHECK ((ended_at IS NULL) = (ended_by IS NULL)),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT giver_fk FOREIGN KEY(giver) REFERENCES member (number),
    CONSTRAINT holder_fk FOREIGN KEY(holder) REFERENCES member (number)
)
 STRICT

CREATE INDEX proxy_giver ON proxy (giver)

CREATE UNIQUE INDEX proxy_giver_once ON proxy (meeting, giver) WHERE state = 'given'

CREATE INDEX proxy_holder ON proxy (holder)

CREATE INDEX proxy_meeting ON proxy (meeting)

CREATE TABLE resolution (
    id INTEGER NOT NULL,
    meeting INTEGER NOT NULL,
    words TEXT NOT NULL,
    item INTEGER,
    method TEXT NOT NULL,
    state TEXT NOT NULL,
    base INTEGER NOT NULL,
    required INTEGER NOT NULL,
    counted INTEGER NOT NULL,
    opened_by TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    in_favour INTEGER,
    against INTEGER,
    abstaining INTEGER,
    closed_by TEXT,
    closed_at INTEGER,
    PRIMARY KEY (id),
    CONSTRAINT resolution_method CHECK (method IN ('hands', 'chat')),
    CONSTRAINT resolution_state CHECK (state IN ('open', 'closed', 'dropped')),
    CONSTRAINT resolution_counts CHECK (in_favour >= 0 AND against >= 0 AND abstaining >= 0),
    CONSTRAINT resolution_counted CHECK ((state = 'closed') = (in_favour IS NOT NULL)),
    CONSTRAINT resolution_tally CHECK ((in_favour IS NULL) = (against IS NULL) AND (in_favour IS NULL) = (abstaining IS NULL)),
    CONSTRAINT resolution_ended CHECK ((state = 'open') = (closed_at IS NULL) AND (closed_at IS NULL) = (closed_by IS NULL)),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id)
)
 STRICT

CREATE INDEX resolution_meeting ON resolution (meeting)

CREATE TABLE rsvp (
    id INTEGER NOT NULL,
    meeting INTEGER NOT NULL,
    member TEXT NOT NULL,
    answer TEXT NOT NULL,
    reason TEXT,
    received_at INTEGER NOT NULL,
    entered_by TEXT NOT NULL,
    PRIMARY KEY (id),
    CONSTRAINT rsvp_answer CHECK (answer IN ('present', 'absent')),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX rsvp_meeting ON rsvp (meeting, member)

CREATE INDEX rsvp_member ON rsvp (member)

CREATE TABLE ballot (
    resolution INTEGER NOT NULL,
    elector TEXT NOT NULL,
    cast_by TEXT NOT NULL,
    choice TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (resolution, elector),
    CONSTRAINT ballot_choice CHECK (choice IN ('for', 'against', 'abstain')),
    CONSTRAINT resolution_fk FOREIGN KEY(resolution) REFERENCES resolution (id),
    CONSTRAINT elector_fk FOREIGN KEY(elector) REFERENCES member (number)
)
 STRICT

CREATE INDEX ballot_cast_by ON ballot (cast_by)

CREATE INDEX ballot_elector ON ballot (elector)

CREATE TABLE minutes (
    id INTEGER NOT NULL,
    meeting INTEGER NOT NULL,
    state TEXT NOT NULL,
    words TEXT NOT NULL,
    drafted_by TEXT NOT NULL,
    drafted_at INTEGER NOT NULL,
    approved_in INTEGER,
    approved_by TEXT,
    approved_at INTEGER,
    in_favour INTEGER,
    against INTEGER,
    abstaining INTEGER,
    facts TEXT,
    broadcast INTEGER,
    sent_by TEXT,
    sent_at INTEGER,
    public TEXT NOT NULL,
    cleared TEXT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (meeting),
    CONSTRAINT minutes_state CHECK (state IN ('draft', 'approved', 'sent')),
    CONSTRAINT minutes_approved CHECK ((state = 'draft') = (approved_at IS NULL)),
    CONSTRAINT minutes_reading CHECK ((approved_at IS NULL) = (approved_in IS NULL)),
    CONSTRAINT minutes_facts CHECK ((approved_at IS NULL) = (facts IS NULL)),
    CONSTRAINT minutes_sent CHECK ((state = 'sent') = (sent_at IS NOT NULL)),
    CONSTRAINT minutes_broadcast CHECK ((sent_at IS NULL) = (broadcast IS NULL)),
    CONSTRAINT meeting_fk FOREIGN KEY(meeting) REFERENCES meeting (id),
    CONSTRAINT approved_in_fk FOREIGN KEY(approved_in) REFERENCES meeting (id),
    CONSTRAINT broadcast_fk FOREIGN KEY(broadcast) REFERENCES broadcast (id)
)
 STRICT

CREATE TABLE recipient (
    broadcast INTEGER NOT NULL,
    member TEXT NOT NULL,
    told_by TEXT,
    told_on TEXT,
    noted_by TEXT,
    note TEXT,
    PRIMARY KEY (broadcast, member),
    CONSTRAINT recipient_told_by CHECK (told_by IN ('letter', 'call')),
    CONSTRAINT recipient_told CHECK ((told_by IS NULL) = (told_on IS NULL)),
    CONSTRAINT recipient_day CHECK (length(told_on) = 10),
    CONSTRAINT broadcast_fk FOREIGN KEY(broadcast) REFERENCES broadcast (id),
    CONSTRAINT member_fk FOREIGN KEY(member) REFERENCES member (number)
)
 STRICT

CREATE INDEX recipient_member ON recipient (member)
