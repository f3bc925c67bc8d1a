//! `lianban`: see [`lianban::cli`].

fn main() -> std::process::ExitCode {
    lianban::cli::main()
}
