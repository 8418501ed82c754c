#!/usr/bin/env node
import { main } from "../src/main.ts";

// What never settles must not look like success.
process.exitCode = 1;
void main(process.argv.slice(2));
