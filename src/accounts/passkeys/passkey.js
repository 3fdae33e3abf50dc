// WebAuthn for the page: options and answers are JSON texts, refusals are short words. A browser runs one request at a
// time, so a new one first ends the one before. The conversions are written out because browsers that people still
// carry lack `parseRequestOptionsFromJSON` and `toJSON`.

// A challenge lives for 60 seconds on the server; an offer is renewed before that.
const OFFER_MS = 50_000;

let running = null;

export function isAvailable() {
  return typeof window.PublicKeyCredential === "function" && Boolean(navigator.credentials);
}

export async function canOffer() {
  return isAvailable()
    && typeof PublicKeyCredential.isConditionalMediationAvailable === "function"
    && PublicKeyCredential.isConditionalMediationAvailable();
}

export function createPasskey(options) {
  const publicKey = creation(JSON.parse(options));
  return run((signal) => navigator.credentials.create({ publicKey, signal }));
}

export function getPasskey(options) {
  const publicKey = request(JSON.parse(options));
  return run((signal) => navigator.credentials.get({ publicKey, signal }));
}

export function offerPasskey(options) {
  const publicKey = request(JSON.parse(options));
  return run((signal, controller) => {
    const stop = whenStale(() => controller.abort("stale"));
    const offered = navigator.credentials.get({ publicKey, signal, mediation: "conditional" });
    return offered.finally(stop);
  });
}

export function abort() {
  running?.controller.abort("aborted");
}

async function run(start) {
  const before = running;
  const controller = new AbortController();
  const mine = { controller, ended: before?.ended.then(() => attempt(start, controller)) ?? attempt(start, controller) };
  running = mine;
  before?.controller.abort("aborted");
  const outcome = await mine.ended;
  if (running === mine) {
    running = null;
  }
  if (outcome.refusal) {
    throw outcome.refusal;
  }
  return JSON.stringify(answer(outcome.credential));
}

// Never rejects, so that the next request can wait for its end.
async function attempt(start, controller) {
  try {
    controller.signal.throwIfAborted();
    const credential = await start(controller.signal, controller);
    return credential ? { credential } : { refusal: "cancelled" };
  } catch (error) {
    return { refusal: controller.signal.aborted ? String(controller.signal.reason) : word(error) };
  }
}

function word(error) {
  switch (error?.name) {
    case "NotAllowedError": return "cancelled";
    case "AbortError": return "aborted";
    case "InvalidStateError": return "already-here";
    case "NotSupportedError":
    case "ConstraintError": return "unsupported";
    default: return "failed";
  }
}

// While the person is asked for a finger or a code, the page has no focus: the offer must not be taken away then. Nor
// is it renewed for a page that nobody looks at.
function whenStale(renew) {
  const look = () => {
    if (document.visibilityState === "visible" && document.hasFocus()) {
      renew();
    }
  };
  const timer = setTimeout(() => {
    window.addEventListener("focus", look);
    look();
  }, OFFER_MS);
  return () => {
    clearTimeout(timer);
    window.removeEventListener("focus", look);
  };
}

function creation(options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: descriptors(options.excludeCredentials),
  };
}

function request(options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: descriptors(options.allowCredentials),
  };
}

function descriptors(list) {
  return (list ?? []).map((descriptor) => ({ ...descriptor, id: bytes(descriptor.id) }));
}

function answer(credential) {
  const { response } = credential;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: response.attestationObject
      ? {
          attestationObject: text(response.attestationObject),
          clientDataJSON: text(response.clientDataJSON),
          transports: response.getTransports?.() ?? [],
        }
      : {
          authenticatorData: text(response.authenticatorData),
          clientDataJSON: text(response.clientDataJSON),
          signature: text(response.signature),
          userHandle: response.userHandle ? text(response.userHandle) : null,
        },
    clientExtensionResults: {},
  };
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
