// A person's Matrix client: commands as JSON lines on stdin, answers and what arrives as JSON lines on stdout.
import { createInterface } from "node:readline";
import attachments from "matrix-encrypt-attachment";
import { ClientEvent, EventType, MatrixEventEvent, MsgType, Preset, RoomEvent, createClient } from "matrix-js-sdk";
import {
    AllDevicesIsolationMode,
    CryptoEvent,
    DecryptionFailureCode,
    EventShieldColour,
    EventShieldReason,
    OnlySignedDevicesIsolationMode,
} from "matrix-js-sdk/lib/crypto-api/index.js";

console.log = console.info = console.debug = console.trace = () => {}; // stdout is for JSON lines, stderr for complaints

const { homeserver, user, password, mode } = JSON.parse(process.env.MATRIX_CLIENT);
const login = await createClient({ baseUrl: homeserver }).loginRequest({
    type: "m.login.password",
    identifier: { type: "m.id.user", user },
    password,
});
const client = createClient({
    baseUrl: homeserver,
    userId: login.user_id,
    deviceId: login.device_id,
    accessToken: login.access_token,
});

const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

async function secure() {
    await client.initRustCrypto({ useIndexedDB: false });
    const crypto = client.getCrypto();
    crypto.setDeviceIsolationMode(
        mode === "strict" ? new OnlySignedDevicesIsolationMode() : new AllDevicesIsolationMode(false),
    );
    const identifier = { type: "m.id.user", user: login.user_id };
    await crypto.bootstrapCrossSigning({
        authUploadDeviceSigningKeys: (send) => send({ type: "m.login.password", identifier, password }),
    });
}

async function shield(event) {
    const info = event.isEncrypted() && (await client.getCrypto()?.getEncryptionInfoForEvent(event));
    if (!info || info.shieldColour === EventShieldColour.NONE) return null;
    return `${EventShieldColour[info.shieldColour]} ${EventShieldReason[info.shieldReason]}`;
}

async function describe(event) {
    return {
        event: event.getId(),
        room: event.getRoomId(),
        sender: event.getSender(),
        type: event.getType(),
        content: event.getContent(),
        encrypted: event.isEncrypted(),
        failure: event.decryptionFailureReason,
        shield: await shield(event),
    };
}

async function show(event) {
    if (event.status !== null) return; // our own, not yet taken by the server
    await client.decryptEventIfNeeded(event);
    tell({ came: await describe(event) });
}

client.on(RoomEvent.Timeline, (event) => show(event));
client.on(MatrixEventEvent.Decrypted, async (event) => event.status === null && tell({ came: await describe(event) }));
client.on(RoomEvent.MyMembership, (room, membership) => tell({ membership, room: room.roomId }));

client.on(CryptoEvent.DevicesUpdated, (users) => {
    // The client itself does this only when it is started again: what came before it had heard of the sender's devices.
    for (const event of client.getRooms().flatMap((room) => room.getLiveTimeline().getEvents())) {
        const early = event.decryptionFailureReason === DecryptionFailureCode.UNKNOWN_SENDER_DEVICE;
        if (early && users.includes(event.getSender())) event.attemptDecryption(client.getCrypto(), { isRetry: true });
    }
});

const isEncrypted = (room) => Boolean(client.getRoom(room)?.hasEncryptionStateEvent());
const encrypts = async (room) => Boolean(await client.getCrypto()?.isEncryptionEnabledInRoom(room));

async function entered(room, other = login.user_id) {
    // What is sent before the client knows the room as encrypted, or who is invited, leaves in clear or without its key.
    const ready = async () => {
        const known = client.getRoom(room);
        if (known?.getMyMembership() !== "join" || !known.getMember(other)?.membership) return false;
        return !isEncrypted(room) || (await encrypts(room));
    };
    for (;;) {
        const more = new Promise((done) => client.once(ClientEvent.Sync, done));
        if (await ready()) return { room };
        await more;
    }
}

async function direct({ user: other, encrypted }) {
    const encryption = { type: EventType.RoomEncryption, state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };
    const { room_id } = await client.createRoom({
        preset: Preset.TrustedPrivateChat, // as Element opens a direct chat
        is_direct: true,
        invite: [other],
        initial_state: encrypted ? [encryption] : [],
    });
    return entered(room_id, other);
}

async function join({ room }) {
    await client.joinRoom(room);
    return entered(room);
}

async function say({ room, text }) {
    return { event: (await client.sendMessage(room, { msgtype: MsgType.Text, body: text })).event_id };
}

async function react({ room, event, key }) {
    const relation = { rel_type: "m.annotation", event_id: event, key };
    return { event: (await client.sendEvent(room, EventType.Reaction, { "m.relates_to": relation })).event_id };
}

const buffer = ({ buffer, byteOffset, byteLength }) => buffer.slice(byteOffset, byteOffset + byteLength);

async function upload({ room, name, mimetype, base64 }) {
    const bytes = buffer(Buffer.from(base64, "base64"));
    const content = {
        msgtype: mimetype.startsWith("image/") ? MsgType.Image : MsgType.File,
        body: name,
        info: { mimetype, size: bytes.byteLength },
    };
    if (isEncrypted(room)) {
        const { data, info } = await attachments.encryptAttachment(bytes);
        const { content_uri } = await client.uploadContent(data, { type: "application/octet-stream", includeFilename: false });
        content.file = { ...info, url: content_uri };
    } else {
        content.url = (await client.uploadContent(bytes, { type: mimetype, name })).content_uri;
    }
    return { event: (await client.sendMessage(room, content)).event_id };
}

async function download({ room, event }) {
    const { file, url } = client.getRoom(room).findEventById(event).getContent();
    const address = client.mxcUrlToHttp(file?.url ?? url, undefined, undefined, undefined, false, true, true);
    const response = await fetch(address, { headers: { Authorization: `Bearer ${client.getAccessToken()}` } });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    const bytes = await response.arrayBuffer();
    const clear = file ? await attachments.decryptAttachment(bytes, file) : bytes;
    return { base64: Buffer.from(clear).toString("base64") };
}

async function doubts({ user }) {
    return { doubts: (await client.getCrypto().getUserVerificationStatus(user)).needsUserApproval };
}

const commands = { direct, join, say, react, upload, download, doubts };

async function obey({ id, command, ...about }) {
    try {
        tell({ answer: id, ...(await commands[command](about)) });
    } catch (error) {
        tell({ answer: id, error: `${error.stack ?? error}` });
    }
}

if (mode !== "plain") await secure();
const prepared = new Promise((done) => client.on(ClientEvent.Sync, (state) => state === "PREPARED" && done()));
await client.startClient({ initialSyncLimit: 50, disablePresence: true });
await prepared;
tell({ ready: login.user_id });
for await (const line of createInterface({ input: process.stdin })) obey(JSON.parse(line));
client.stopClient();
process.exit(0);
