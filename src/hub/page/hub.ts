/** The entry of the embedded hub's page: the shell around the panels that the plugin brings. */
import { themeVariables } from "./theme/variables.ts";
import "./app/app.ts";

const { styleSheet } = themeVariables;
if (styleSheet) document.adoptedStyleSheets.push(styleSheet);

document.body.append(document.createElement("hub-app"));
