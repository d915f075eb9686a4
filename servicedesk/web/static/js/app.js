/** The desk's pages. One small file per behaviour; each works by attributes, so parts that htmx brings need no set-up. */
import "./disabled.js";
import "./clocks.js";
import "./keys.js";
import "./list.js";
import "./live.js";
import "./toast.js";
import "./focus.js";
import "./drawer.js";
import "./lookup.js";
import "./theme.js";
import "./copy.js";
import "./sign.js";
import "./back.js";
import "./board.js";
import "./clear.js";
import "./unfold.js";
import "./unattended.js";
