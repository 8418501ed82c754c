import { workInThread } from "../../system/thread.ts";
import { packInTurns } from "./pack-list.ts";

// What dist/threads/pack-list.js runs.
workInThread(packInTurns);
