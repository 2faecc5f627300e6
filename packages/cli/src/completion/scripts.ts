export type Shell = "bash" | "zsh" | "fish";

/** The shells that have a script. */
export const SHELLS: readonly Shell[] = ["bash", "zsh", "fish"];

/**
 * The script that completes `tlspin` in each shell. It asks `tlspin complete`, which prints `word`, a
 * tab and a summary on each line, and `:files` where a file may stand too.
 *
 * The words are handed over as words, never evaluated: a `$(…)` on an unfinished line must not run
 * because somebody pressed Tab.
 */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `# tlspin completion for bash. Add to ~/.bashrc: source <(tlspin completion bash)
_tlspin() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o default
    else
      COMPREPLY+=("\${line%%$'\\t'*}")
    fi
  done < <(tlspin complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _tlspin tlspin`,

  zsh: `#compdef tlspin
# tlspin completion for zsh. Add to ~/.zshrc, after compinit: source <(tlspin completion zsh)
_tlspin() {
  local line files
  local -a found
  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      files=1
    else
      # _describe splits at the first colon.
      line=\${line//:/\\\\:}
      found+=("\${line/$'\\t'/:}")
    fi
  done < <(tlspin complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe tlspin found
  [[ -n $files ]] && _files
}
compdef _tlspin tlspin`,

  fish: `# tlspin completion for fish. Save as ~/.config/fish/completions/tlspin.fish
function __tlspin_complete
  set -l typed (commandline -ct)
  set -l words (commandline -opc)
  for line in (tlspin complete -- $words[2..] "$typed" 2>/dev/null)
    if test "$line" = :files
      __fish_complete_path "$typed"
    else
      echo $line
    end
  end
end
complete -c tlspin -f -a '(__tlspin_complete)'`,
};
