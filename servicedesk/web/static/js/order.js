/** The page of a paper order, on a contractor's own phone: what he enters without network is kept and sent later, like a technician's. */
import "./public.js";
import "./offline.js";
import "./visit.js";

// Read now: where the resident signs there may be no network.
import("../vendor/signature_pad/signature_pad.min.js").catch(() => {});
navigator.serviceWorker?.register("/sw.js").catch(() => {});
