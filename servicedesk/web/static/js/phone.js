/** A technician's phone. */
import "./disabled.js";
import "./clocks.js";
import "./knock.js";
import "./live.js";
import "./toast.js";
import "./focus.js";
import "./sign.js";
import "./offline.js";
import "./choose.js";
import "./visit.js";
import "./parts.js";
import "./ringing.js";

// Pages open without network (secure origins only; without it everything else works all the same).
navigator.serviceWorker?.register("/sw.js").catch(() => {});
import "./theme.js";
import "./back.js";
