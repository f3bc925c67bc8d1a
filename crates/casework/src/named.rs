//! Enums whose variants have the id of a text each.

/// An enum without data, written with the id of each variant's text: the enum, the list of all its variants and their
/// ids come from one list.
macro_rules! named {
    ($(#[$attribute:meta])* pub enum $name:ident {
        $($(#[$of_variant:meta])* $variant:ident => $id:literal,)+
    }) => {
        $(#[$attribute])*
        pub enum $name {
            $($(#[$of_variant])* $variant,)+
        }

        impl $name {
            /// All of them, in order.
            pub const ALL: [$name; [$($id),+].len()] = [$($name::$variant),+];

            /// The id of its text; this crate has none of the texts.
            pub const fn id(self) -> &'static str {
                match self {
                    $($name::$variant => $id),+
                }
            }
        }
    };
}
pub(crate) use named;
