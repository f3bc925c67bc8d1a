//! `lianban`: see [`lianban::cli`].

/// A change of more than 256 bytes is compressed, which takes a buffer of 300 KB for a moment. The system's
/// allocator (seen with glibc 2.36) then puts what stays into the hole that is left and gets the next buffer from
/// the system: 300 KB a record instead of 20.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    // Before much is allocated: how large a node is, is known only when its configuration is read.
    if std::env::args_os().nth(1).is_some_and(|word| word == "run") {
        lianban::run::take_small_pages(true);
    }
    lianban::cli::main()
}
