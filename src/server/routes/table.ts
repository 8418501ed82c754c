import type { Route } from "../route.ts";
import { health, session } from "./state.ts";

/** Every route of the API that speaks JSON. `/events`, `/metrics`, `/launch` and the dashboard stand beside it. */
export const routes: readonly Route[] = [health, session];
