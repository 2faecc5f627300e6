// What a program of Deno loads first.
// oxlint-disable-next-line import/no-unassigned-import
import "@tlspin/deno/register";
