// What a script adds to pages that work without one: our letters, the QR code's secret, live news.
import "../shared/letters.css";
import { follow } from "./live";
import { postSecret } from "./secret";

postSecret(document);
const dossier = document.querySelector<HTMLElement>("#dossier");
if (dossier !== null) follow(dossier);
