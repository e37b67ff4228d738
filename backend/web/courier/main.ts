/** The courier's app. */

import "../shared/screens.css";
import "../shared/map.css";
import "./courier.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { applyTheme } from "./theme";
import { update } from "./update.svelte";
import { m } from "./words/messages";
import { getLocale } from "./words/runtime";

document.documentElement.lang = getLocale();
document.title = m.app_name();
applyTheme();

const target = document.getElementById("app");
if (target !== null) mount(App, { target });
void update.register();
