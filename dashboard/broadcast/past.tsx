export const Past = (_: { site: string }) => null;
