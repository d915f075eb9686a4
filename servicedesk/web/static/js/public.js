/** Pages without an account. */
import "./disabled.js";
import "./clocks.js";
import "./toast.js";
import "./focus.js";
import "./sign.js";
import "./back.js";
import "./choose.js";
import "./knock.js";
