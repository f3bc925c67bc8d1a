# What a printed paper says under its seal.
