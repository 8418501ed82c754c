import { workInThread } from "../../system/thread.ts";
import { noteParts } from "./note-parts.ts";

// What dist/threads/pack-list.js runs.
workInThread(noteParts);
