import { z } from "zod";

/**
 * To be imported where schemas are made that a short run checks something with: zod would compile each at its first use, which
 * takes 10 ms of a start in all and pays off after thousands of uses (zod 4, `jitless`).
 */
z.config({ jitless: true });
