/** "reached", or the code of the error. */
export async function reach(attempt: () => unknown): Promise<string> {
  try {
    await attempt();
    return "reached";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}
