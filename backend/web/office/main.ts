import "../shared/screens.css";
import "../shared/map.css";
import "./office.css";
import "./pages.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { showTheme } from "./theme";
import { getLocale } from "./words/runtime";

document.documentElement.lang = getLocale();
showTheme();

const target = document.getElementById("app");
if (target !== null) mount(App, { target });
